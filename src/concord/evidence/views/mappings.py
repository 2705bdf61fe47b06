"""Mappings: what the columns of a kind of file mean, by choosing or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from concord.access.actor import Actor
from concord.access.permit import Verb
from concord.evidence.actions import extracts
from concord.evidence.extracts import sampling
from concord.evidence.extracts.mapping import read_mapping, tidy
from concord.evidence.extracts.meaning import meaning_of
from concord.evidence.extracts.opening import CannotCount
from concord.evidence.extracts.previewing import Preview, preview
from concord.evidence.extracts.sampling import Sample
from concord.evidence.forms.files import MappingForm
from concord.evidence.forms.mapping.known import Known, known
from concord.evidence.forms.mapping.page import MappingPage
from concord.evidence.forms.mapping.parts import NameForm, SampleForm
from concord.evidence.forms.mapping.posting import MOST_FIGURES, as_posted, number
from concord.evidence.models import Mapping, MappingVersion
from concord.evidence.views.finding import actor_of, place_of
from concord.foundation.documents.reading.limits import UnreadableFile
from concord.foundation.ui.forms.trying import KEPT, tried

RECORD = Verb.RECORD_FIGURES
LOOK, MORE, TRY, AS_JSON, CHOOSE = "look", "more", "try", "json", "choose"
QUIET = (LOOK, MORE)
MOST_NAMES = 500
NO_SAMPLE = "Bring a file of this kind, and try the mapping on its first rows then."


def declare(request: HttpRequest) -> HttpResponse:
    """What the columns of another kind of file mean."""
    return _Making(request, actor_of(request, RECORD)).answer()


def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """One mapping: what it says now, to be said in another way."""
    actor = actor_of(request, RECORD)
    found = Mapping.objects.visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    newest = MappingVersion.objects.filter(mapping=found)[0]
    return _Making(request, actor, newest).answer()


@dataclass
class _Making:
    """One request of somebody who makes a mapping, or changes `before`."""

    request: HttpRequest
    actor: Actor
    before: MappingVersion | None = None
    errors: list[str] = field(default_factory=list)
    found: Preview | None = None

    @property
    def heading(self) -> str:
        if self.before is None:
            return "Add a mapping"
        return f"{self.before.mapping.title}, version {self.before.version}"

    def answer(self) -> HttpResponse:
        """The page of choices, the page of JSON, or on to the files when it is kept."""
        posted = self.request.POST
        # Each of the two pages sends its form to its own address.
        as_json = self.request.GET.get("as") == AS_JSON
        if posted and as_json:
            return self._json_posted()
        if posted:
            return self._chosen(posted.copy(), str(posted.get("do", "")))
        if as_json:
            content = self.before.content if self.before is not None else None
            return self._json(self._json_form(content))
        return self._chosen(self._begun(), LOOK)

    # -- by choosing ----------------------------------------------------------------

    def _begun(self) -> QueryDict:
        """What the page begins with."""
        if self.before is None:
            return QueryDict(mutable=True)
        posted = as_posted(self.before.content)
        posted["title"] = self.before.mapping.title
        return posted

    def _chosen(self, posted: QueryDict, do: str) -> HttpResponse:
        sampled = SampleForm(posted, self.request.FILES)
        sample = self._sample(posted, sampled)
        here = self._known(posted, sample)
        if "figures" not in posted:
            posted["area-roll_up"] = "on"
        if do == MORE or not number(posted, "figures", MOST_FIGURES):
            _one_more(posted)
        if sample is not None:
            _guess(posted, sample, here)
        is_quiet = do in QUIET or not here.names
        page = MappingPage(posted, here, quiet=is_quiet)
        # A name is asked for when the mapping is kept, and not before.
        is_named = not is_quiet and do not in (TRY, AS_JSON)
        name = NameForm(posted if is_named else None, is_new=self.before is None)
        name.initial = posted.dict()
        if page.is_valid() and (name.is_valid() or not is_named):
            done = self._do(do, page, name, sample)
            if done is not None:
                return done
        forms = [sampled, *([] if is_quiet else [name, *page.forms])]
        return self._page(
            {"name": name, "sampled": sampled, "sample": sample, "page": page}, forms
        )

    def _page(self, parts: dict[str, Any], forms: list[Form]) -> HttpResponse:
        return render(
            self.request,
            "evidence/files/choosing.html",
            {
                "heading": self.heading,
                "before": self.before,
                "forms": forms,
                "errors": self.errors,
                "errors_kept": KEPT,
                "found": self.found,
                "tried_rows": sampling.ROWS,
                "json_url": f"{self.request.path}?as={AS_JSON}",
                **parts,
            },
            status=422 if self.errors or any(one.errors for one in forms) else 200,
        )

    def _do(
        self, do: str, page: MappingPage, name: NameForm, sample: Sample | None
    ) -> HttpResponse | None:
        """Keep it, try it, or show it as JSON; None where the page comes back."""
        try:
            content = page.content()
            if do == AS_JSON:
                return self._json(self._json_form(content, self.request.POST))
            if do == TRY:
                self._try(content, sample)
                return None
            return self._keep(content, name.cleaned_data)
        except ValidationError as error:
            self.errors += error.messages
        except (CannotCount, UnreadableFile) as error:
            self.errors.append(str(error))
        return None

    def _keep(self, content: Any, said: Dict[str, Any]) -> HttpResponse:
        code = {} if self.before is None else {"code": self.before.mapping.code}
        extracts.declare(content=content, **(dict(said) | code), by=self.actor)
        sampling.forget(str(self.request.POST.get("mark", "")), by=self.actor)
        return self._kept()

    def _kept(self) -> HttpResponse:
        messages.success(
            self.request,
            "The mapping can be used."
            if self.before is None
            else "Files are read by the new version from now on.",
        )
        return redirect("evidence:files")

    def _try(self, content: Any, sample: Sample | None) -> None:
        if sample is None:
            self.errors.append(NO_SAMPLE)
            return
        today = place_of(self.request).today()
        said = read_mapping(content)
        meaning_of(said, on=today, by=self.actor)
        self.found = preview(sample.path, said, today=today, most=sampling.ROWS)

    def _sample(self, posted: QueryDict, sampled: SampleForm) -> Sample | None:
        """The first rows that were brought now, or before."""
        brought = sampled.is_valid() and sampled.cleaned_data["sample"]
        if brought:
            try:
                mark = sampling.keep(brought.chunks(), by=self.actor)
            except CannotCount as error:
                sampled.add_error("sample", str(error))
            else:
                sampling.forget(str(posted.get("mark", "")), by=self.actor)
                posted["mark"], posted["names"] = mark, ""
        return sampling.find(str(posted.get("mark", "")), by=self.actor)

    def _known(self, posted: QueryDict, sample: Sample | None) -> Known:
        """What can be chosen; names of columns stay when the rows are gone."""
        names = list(sample.names) if sample is not None else []
        names += str(posted.get("names", "")).splitlines()
        names += sampling.names_in(str(posted.get("headers", "")))
        if self.before is not None:
            names += read_mapping(self.before.content).columns
        each = {tidy(name): name for name in names[::-1] if name.strip()}
        kept = tuple(list(each.values())[::-1][:MOST_NAMES])
        posted["names"] = "\n".join(kept)
        return known(kept, sample, today=place_of(self.request).today(), by=self.actor)

    # -- as JSON --------------------------------------------------------------------

    def _json_form(
        self, content: Any, said: Dict[str, Any] | None = None
    ) -> MappingForm:
        """The form of JSON with a mapping in it, and what was typed beside it."""
        initial = {name: said.get(name, "") for name in ("title", "code", "why")} if (
            said
        ) else {"title": self.before.mapping.title if self.before else ""}  # fmt: skip
        if content is not None:
            words = json.dumps(content, indent=2, ensure_ascii=False)
            initial["content"] = words
        return MappingForm(is_new=self.before is None, initial=initial)

    def _json_posted(self) -> HttpResponse:
        posted = self.request.POST
        form = MappingForm(posted, is_new=self.before is None)
        if posted.get("do") == CHOOSE:
            return self._from_json(form)
        if tried(self.request, form, lambda: self._keep_json(form.cleaned_data)):
            return self._kept()
        return self._json(form)

    def _keep_json(self, said: Dict[str, Any]) -> MappingVersion:
        code = {} if self.before is None else {"code": self.before.mapping.code}
        return extracts.declare(**(dict(said) | code), by=self.actor)

    def _from_json(self, form: MappingForm) -> HttpResponse:
        """The page of choices with what the JSON says."""
        form.is_valid()
        content = form.cleaned_data.get("content")
        if content is not None:
            try:
                read_mapping(content)
            except ValidationError as error:
                form.add_error("content", error)
            else:
                posted = as_posted(content)
                for name in ("title", "code", "why"):
                    posted[name] = self.request.POST.get(name, "")
                names = read_mapping(content).columns
                posted["names"] = "\n".join(names)
                return self._chosen(posted, LOOK)
        return self._json(form)

    def _json(self, form: MappingForm) -> HttpResponse:
        return render(
            self.request,
            "evidence/files/mapping.html",
            {
                "heading": self.heading,
                "form": form,
                "json_url": f"{self.request.path}?as={AS_JSON}",
            },
            status=422 if form.errors else 200,
        )


def _one_more(posted: QueryDict) -> None:
    """A place for one more indicator, after those that are there."""
    at = number(posted, "figures", MOST_FIGURES)
    if at < MOST_FIGURES:
        posted["figures"] = str(at + 1)
        posted[f"f{at}-indicator"] = ""


def _guess(posted: QueryDict, sample: Sample, here: Known) -> None:
    """What the first rows tell by themselves, where nobody has said otherwise."""
    if not posted.get("encoding"):
        posted["encoding"], posted["separator"] = sample.encoding, sample.separator
    days = {name: sample.format_of(name) for name in sample.names}
    if not posted.get("day-column"):
        posted["day-column"] = next((name for name in days if days[name]), "")
    column = here.spelt(str(posted["day-column"]))
    if not posted.get("day-written"):
        posted["day-written"] = days.get(column) or "d/m/y"
    if "area-column" not in posted:
        posted["area-column"] = _of_areas(sample, here)


def _of_areas(sample: Sample, here: Known) -> str:
    """The column in which most values are called like areas that we have."""
    like = {
        name: sum(bool(here.area_like(value)) for value in sample.different(name))
        for name in sample.names
    }
    best = max(like, key=lambda name: like[name], default="")
    return best if like.get(best) else ""
