"""Forms of those who keep the public pages."""

from __future__ import annotations

from typing import Any

from django import forms

from concord.foundation.ui.forms import DateField
from concord.website.languages import Language
from concord.website.texts import groups

MARKUP = (
    "A blank line between paragraphs. ## before a heading, - before each item, "
    "**bold**. Links: [words](page:hide), [999](tel:999), [words](https://...)."
)


class DealtWithForm(forms.Form):
    """What was done about a remark."""

    done = forms.CharField(
        label="What was done",
        max_length=300,
        help_text="The words above are deleted then. Write no names here.",
    )


class PageForm(forms.Form):
    """One page in one language."""

    title = forms.CharField(label="Heading", max_length=80)
    lead = forms.CharField(label="First sentence", max_length=300, required=False)
    body = forms.CharField(
        label="Text",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=MARKUP,
    )
    why = forms.CharField(
        label="What has changed",
        max_length=200,
        required=False,
        help_text="For your colleagues. It is not shown to the public.",
    )

    def __init__(self, *args: Any, language: Language, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("title", "lead", "body"):
            self.fields[name].widget.attrs |= attributes(language)


class ApproveForm(forms.Form):
    """Until when the page is good."""

    review_due = DateField(
        label="Read again by",
        required=False,
        help_text="At most a year from now. Left empty, it is a year.",
    )


class WordsForm(forms.Form):
    """All words around the pages in one language; each label is the English."""

    def __init__(self, *args: Any, language: Language, **options: Any) -> None:
        super().__init__(*args, **options)
        for group in groups():
            for key, text in group.words.items():
                wide = len(text) > 60
                widget: forms.Widget = (
                    forms.Textarea(attrs={"rows": 3}) if wide else forms.TextInput()
                )
                widget.attrs |= attributes(language)
                self.fields[key] = forms.CharField(
                    label=text, required=False, max_length=600, widget=widget
                )

    @property
    def ui(self) -> dict[str, Any]:
        return {name: {"optional": False} for name in self.fields}

    def parts(self) -> list[tuple[str, bool, list[forms.BoundField]]]:
        """The fields group by group: what it is about, whether it is safety."""
        return [
            (one.about, one.is_safety, [self[key] for key in one.words])
            for one in groups()
        ]


class SignForm(forms.Form):
    """Who has read the safety text."""

    reviewer = forms.CharField(
        label="Who read it",
        max_length=120,
        help_text="The name of a person who speaks the language.",
    )
    reviewer_role = forms.CharField(
        label="What they do",
        max_length=120,
        help_text="For example: interpreter, worker at a service.",
    )


def attributes(language: Language) -> dict[str, str]:
    return {"lang": language.code, "dir": language.direction}
