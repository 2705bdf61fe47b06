"""Forms of files that are counted. They parse; the verbs decide."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from concord.evidence.models import MappingVersion
from concord.foundation.ui.forms import DateField, FileField


class FileForm(forms.Form):
    """A file, what its columns mean, and which days it covers."""

    mapping = forms.ChoiceField(label="Read it by")
    first = DateField(
        label="The first day that it covers",
        required=False,
        help_text="If you leave both out, it covers the days from its earliest row to "
        "its latest, and months or quarters that it covers in part are left out.",
    )
    last = DateField(label="The last day that it covers", required=False)

    def __init__(
        self, *args: Any, versions: Iterable[MappingVersion], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.versions = {str(one.pk): one for one in versions}
        self.fields["mapping"].choices = [  # type: ignore[attr-defined]
            (pk, f"{one.mapping.title} (version {one.version})")
            for pk, one in self.versions.items()
        ]
        self.fields["file"] = FileField(
            label="The file",
            accept=[".csv", ".txt", ".tsv", ".xlsx"],
            most_bytes=settings.CONCORD_UPLOAD_BYTES,
            help_text="Only counts are kept of it. A larger file is loaded by the "
            "command: concord evidence load.",
        )
        self.order_fields(["file", "mapping", "first", "last"])

    @property
    def version(self) -> MappingVersion:
        """The wording of the mapping that was chosen."""
        return self.versions[self.cleaned_data["mapping"]]

    @property
    def covers(self) -> tuple[dt.date | None, dt.date | None]:
        """The days that were said."""
        return self.cleaned_data["first"], self.cleaned_data["last"]


class MappingForm(forms.Form):
    """What the columns of a kind of file mean, as JSON."""

    title = forms.CharField(label="Name", max_length=200)
    code = forms.SlugField(
        label="Code",
        max_length=60,
        help_text="Short, such as police-offences. It stays.",
    )
    content = forms.CharField(
        label="The mapping",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text="As JSON. The documentation, docs/extracts.md, says what may stand "
        "in it.",
    )
    why = forms.CharField(label="Why it is changed", max_length=500, required=False)

    def __init__(self, *args: Any, is_new: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not is_new:
            del self.fields["code"]

    def clean_content(self) -> Any:
        """The parsed document."""
        try:
            return json.loads(self.cleaned_data["content"])
        except ValueError as error:
            raise ValidationError(f"This is no JSON: {error}.") from error
