"""Pages of those who keep the public pages: texts, languages, how often shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from concord.access.actor import Actor
from concord.access.permit import Verb, may
from concord.partnership.models import Partnership
from concord.website.actions import editing, languages
from concord.website.actions.lines import check_line
from concord.website.actions.remarks import deal_with
from concord.website.forms.keeping import (
    ApproveForm,
    DealtWithForm,
    PageForm,
    SignForm,
    WordsForm,
)
from concord.website.languages import LANGUAGES, Language
from concord.website.markup import draw
from concord.website.models import PageVersion, Remark
from concord.website.queries import keeping
from concord.website.queries.line_checks import CheckedLine, checked_lines
from concord.website.texts import NUMBERS, Page, pages

KEPT = "What you wrote is still here."


def index(request: HttpRequest) -> HttpResponse:
    """Every page in English, and every language."""
    by = _keeper(request)
    here = Partnership.objects.get(pk=by.here)
    context = {
        "heading": "Public pages",
        "lines": keeping.page_lines("en", by=by),
        "languages": keeping.language_lines(by=by),
        "public": reverse("help", args=[here.code]),
        "phone_lines": f"Phone lines ({_unchecked(checked_lines(by=by))} to check)",
        "remarks": f"What people said ({keeping.remarks_waiting(by=by)})",
    }
    return render(request, "website/index.html", context)


def page(request: HttpRequest, slug: str, lang: str) -> HttpResponse:
    """Write a page; what is written is a draft."""
    by = _keeper(request)
    item, language = _page(slug), _language(lang)
    rows = keeping.versions(slug, lang, by=by)
    form = PageForm(
        request.POST or None,
        language=language,
        initial=_initial(item, rows[0] if rows else None, language),
    )
    made = _tried(
        request,
        form,
        lambda: editing.write_page(
            page=slug, language=lang, by=by, **form.cleaned_data
        ),
    )
    if made:
        messages.success(request, "Kept as a draft. Look at it, then approve it.")
        return redirect("website:draft", slug=slug, lang=lang)
    context = {
        "heading": f"{item.title}: {language.english}",
        "item": item,
        "language": language,
        "form": form,
        "versions": rows,
        "errors_kept": KEPT,
        "draft": _draft(rows),
    }
    status = 422 if form.errors else 200
    return render(request, "website/page.html", context, status=status)


def draft(request: HttpRequest, slug: str, lang: str) -> HttpResponse:
    """Look at the draft, and show it to everybody."""
    by = _keeper(request)
    item, language = _page(slug), _language(lang)
    waiting = _draft(keeping.versions(slug, lang, by=by))
    if waiting is None:
        return redirect("website:page", slug=slug, lang=lang)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    made = _tried(
        request,
        form,
        lambda: editing.approve_page(
            draft=waiting, review_due=form.cleaned_data["review_due"], by=by
        ),
    )
    if made:
        messages.success(request, f"{waiting.title}: shown from now on.")
        return redirect("website:index")
    context = {
        "heading": f"{item.title}: the draft",
        "item": item,
        "language": language,
        "draft": waiting,
        "drawn": draw(waiting.body, address=_nowhere),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "website/draft.html", context, status=status)


def language(request: HttpRequest, lang: str) -> HttpResponse:
    """Translate the words around the pages."""
    by = _keeper(request)
    found = _translated(lang)
    kept = keeping.words_of(lang, by=by)
    form = WordsForm(
        request.POST or None, language=found, initial=kept.words if kept else {}
    )
    made = _tried(
        request,
        form,
        lambda: languages.keep_words(language=lang, words=form.cleaned_data, by=by),
    )
    if made:
        messages.success(request, f"{found.english}: words are kept.")
        return redirect("website:language", lang=lang)
    return _language_page(request, by, found, form)


@require_POST
def sign(request: HttpRequest, lang: str) -> HttpResponse:
    """A reviewer has read the safety text: show the language."""
    by = _keeper(request)
    found = _translated(lang)
    form = SignForm(request.POST)
    made = _tried(
        request, form, lambda: languages.sign(language=lang, by=by, **form.cleaned_data)
    )
    if made:
        messages.success(request, f"{found.english} is shown from now on.")
        return redirect("website:language", lang=lang)
    kept = keeping.words_of(lang, by=by)
    words = WordsForm(language=found, initial=kept.words if kept else {})
    return _language_page(request, by, found, words, signing=form, status=422)


@require_POST
def take_off(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the language no more."""
    by = _keeper(request)
    found = _translated(lang)
    languages.take_off(language=lang, by=by)
    messages.success(request, f"{found.english} is not shown any more.")
    return redirect("website:language", lang=lang)


def figures(request: HttpRequest) -> HttpResponse:
    """How often pages were shown, week by week."""
    by = _keeper(request)
    mondays, lines = keeping.counted(by=by, today=timezone.localdate())
    most = max((max(line.weeks) for line in lines), default=0)
    context = {
        "heading": "How often public pages were shown",
        "mondays": mondays,
        "rows": [(_title(line.what), line, _bars(line, most)) for line in lines],
        "total": sum(line.total for line in lines),
    }
    return render(request, "website/figures.html", context)


def lines(request: HttpRequest) -> HttpResponse:
    """The numbers of phone lines, and who has checked each, and when."""
    by = _keeper(request)
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("line", "number")}
        try:
            check_line(**said, by=by)
            messages.success(request, "Kept: the number was checked today.")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("website:lines")
    found = checked_lines(by=by)
    context = {
        "heading": "Phone lines",
        "lines": found,
        "unchecked": _unchecked(found),
    }
    return render(request, "website/lines.html", context)


def _unchecked(found: list[CheckedLine]) -> int:
    return sum(one.needs_a_look for one in found)


def remarks(request: HttpRequest) -> HttpResponse:
    """What people said of the pages."""
    waiting, done = keeping.remarks(by=_keeper(request))
    context = {
        "heading": "What people said",
        "waiting": waiting,
        "done": done,
    }
    return render(request, "website/remarks.html", context)


def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them, and what was done about it."""
    by = _keeper(request)
    found = get_object_or_404(Remark.objects.visible_to(by), pk=pk, dealt_on=None)
    form = DealtWithForm(request.POST if request.method == "POST" else None)
    made = _tried(
        request, form, lambda: deal_with(remark=found, by=by, **form.cleaned_data)
    )
    if made:
        messages.success(request, "Dealt with. The words are deleted.")
        return redirect("website:remarks")
    context = {"heading": found.get_about_display(), "remark": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "website/remark.html", context, status=status)


def _language_page(
    request: HttpRequest,
    by: Actor,
    found: Language,
    form: WordsForm,
    *,
    signing: SignForm | None = None,
    status: int = 200,
) -> HttpResponse:
    line = next(one for one in keeping.language_lines(by=by) if one.language is found)
    context = {
        "heading": f"{found.english}: {'shown' if line.is_on else 'not shown'}",
        "language": found,
        "line": line,
        "form": form,
        "forms": [form, *([signing] if signing else [])],
        "signing": signing or SignForm(),
        "missing": languages.missing_safety(by.here, found.code),
        "pages": keeping.page_lines(found.code, by=by),
        "errors_kept": KEPT,
    }
    return render(
        request,
        "website/language.html",
        context,
        status=422 if form.errors else status,
    )


def _bars(line: keeping.CountLine, most: int) -> list[tuple[int, int, int]]:
    """Places and heights of small bars, 20 high. Few are drawn as none."""
    told = [times if times >= keeping.FEW else 0 for times in line.weeks]
    top = max(most, 1)
    heights = [round(20 * times / top) for times in told]
    return [(at * 7, 20 - height, height) for at, height in enumerate(heights)]


def _title(what: str) -> str:
    named = {"home": "First page", "find": "Find help", "work": "Who to go to when"}
    named |= {"tell": "Tell us what you think", "papers": "Cards and posters"}
    found = pages().get(what)
    return named.get(what) or (found.title if found else "A service")


def _keeper(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may(actor, Verb.KEEP_WEBSITE):
        raise Http404
    return actor


def _page(slug: str) -> Page:
    if slug not in pages():
        raise Http404
    return pages()[slug]


def _language(lang: str) -> Language:
    if lang not in LANGUAGES:
        raise Http404
    return LANGUAGES[lang]


def _translated(lang: str) -> Language:
    if lang == "en":
        raise Http404
    return _language(lang)


def _initial(
    item: Page, last: PageVersion | None, language: Language
) -> dict[str, str]:
    if last is not None:
        return {"title": last.title, "lead": last.lead, "body": last.body}
    if language.code == "en":
        return {"title": item.title, "lead": item.lead, "body": item.body}
    return {}


def _draft(rows: list[PageVersion]) -> PageVersion | None:
    waits = bool(rows) and rows[0].state == PageVersion.State.DRAFT
    return rows[0] if waits else None


def _nowhere(page: str) -> str:
    """In a draft that is looked at, links of ours lead to the heading."""
    number = NUMBERS.get(page)
    return f"#{number or page}"


def _tried(request: HttpRequest, form: Form, verb: Callable[[], Any]) -> Any:
    """What the verb gave; False when the form has to come back."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        return verb() or True
    except ValidationError as error:
        found = error.message_dict if hasattr(error, "error_dict") else {}
        for name, texts in found.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
        if not found:
            form.add_error(None, error)
        return False
