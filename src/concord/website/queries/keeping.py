"""What those who keep the public pages look at: how far each page and language is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.website.languages import LANGUAGES, Language
from concord.website.models import PageVersion, Remark, Shown, Signing, WordsVersion
from concord.website.queries.site import last_signings, latest_words, tongues
from concord.website.texts import Page, english, pages

WEEKS = 12
MOST_REMARKS = 50
FEW = 5  # fewer than this in a week are not shown as a number


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in one language: what is shown, and what waits."""

    page: Page
    shown: PageVersion | None
    draft: PageVersion | None
    is_late: bool

    @property
    def title(self) -> str:
        return self.shown.title if self.shown else self.page.title


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """A language: how much is translated, whether it is on, and who has signed."""

    language: Language
    words: int
    of_words: int
    pages: int
    is_on: bool
    signing: Signing | None


@dataclass(frozen=True, slots=True)
class CountLine:
    """How often a page was shown in each of the last weeks, the oldest first."""

    what: str
    weeks: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.weeks)

    @property
    def told(self) -> list[str]:
        """As it is shown: few are not told as a number."""
        return [in_words(times) for times in self.weeks]


def in_words(times: int) -> str:
    """0, a number, or "under 5"."""
    return f"under {FEW}" if 0 < times < FEW else f"{times:,}"


def page_lines(language: str, *, by: Actor) -> list[PageLine]:
    """Every page in this language, in one query."""
    permit(by, Verb.KEEP_WEBSITE)
    rows = PageVersion.objects.visible_to(by).filter(language=language)
    last: dict[str, PageVersion] = {}
    shown: dict[str, PageVersion] = {}
    for row in rows.order_by("n"):
        last[row.page] = row
        if row.state == PageVersion.State.APPROVED:
            shown[row.page] = row
    today = timezone.localdate()
    return [
        PageLine(
            page=page,
            shown=shown.get(slug),
            draft=_draft(last.get(slug)),
            is_late=slug in shown and shown[slug].review_due < today,
        )
        for slug, page in pages().items()
    ]


def _draft(row: PageVersion | None) -> PageVersion | None:
    return row if row and row.state == PageVersion.State.DRAFT else None


def language_lines(*, by: Actor) -> list[LanguageLine]:
    """Every language that can be shown, those with words first."""
    permit(by, Verb.KEEP_WEBSITE)
    codes = [code for code in LANGUAGES if code != "en"]
    words = latest_words(by.here, codes)
    on = tongues(by.here)
    signings = last_signings(by.here)
    done: dict[str, int] = {}
    rows = PageVersion.objects.visible_to(by).filter(state=PageVersion.State.APPROVED)
    for language, _ in set(rows.values_list("language", "page")):
        done[language] = done.get(language, 0) + 1
    lines = [
        LanguageLine(
            language=LANGUAGES[code],
            words=len(words.get(code, {})),
            of_words=len(english()),
            pages=done.get(code, 0),
            is_on=code in on,
            signing=signings.get(code),
        )
        for code in codes
    ]
    return sorted(lines, key=lambda one: (not one.is_on, -one.words))


def words_of(language: str, *, by: Actor) -> WordsVersion | None:
    """The words of a language as they were kept last."""
    permit(by, Verb.KEEP_WEBSITE)
    return (
        WordsVersion.objects.visible_to(by)
        .filter(language=language)
        .order_by("-n")
        .first()
    )


def versions(page: str, language: str, *, by: Actor) -> list[PageVersion]:
    """What a page has said, the last first."""
    permit(by, Verb.KEEP_WEBSITE)
    return list(
        PageVersion.objects.visible_to(by)
        .filter(page=page, language=language)
        .order_by("-n")
    )


def remarks(*, by: Actor) -> tuple[list[Remark], list[Remark]]:
    """What people said: what waits, the oldest first, and the last dealt with."""
    permit(by, Verb.KEEP_WEBSITE)
    rows = Remark.objects.visible_to(by)
    waiting = rows.filter(dealt_on=None).order_by("on", "pk")[:MOST_REMARKS]
    done = rows.exclude(dealt_on=None).order_by("-dealt_on", "-pk")[:MOST_REMARKS]
    return list(waiting), list(done)


def remarks_waiting(*, by: Actor) -> int:
    """How many nobody has dealt with."""
    permit(by, Verb.KEEP_WEBSITE)
    return Remark.objects.visible_to(by).filter(dealt_on=None).count()


def counted(*, by: Actor, today: dt.date) -> tuple[list[dt.date], list[CountLine]]:
    """The Mondays of the last weeks, and for each page how often it was shown then.

    Persons are not counted, nor visits: one page that is loaded twice is two.
    """
    permit(by, Verb.KEEP_WEBSITE)
    monday = today - dt.timedelta(days=today.weekday())
    mondays = [monday - dt.timedelta(weeks=back) for back in range(WEEKS)][::-1]
    rows = (
        Shown.objects.visible_to(by)
        .filter(day__gte=mondays[0])
        .values_list("what", "day")
        .annotate(sum=Sum("times"))
    )
    found: dict[str, list[int]] = {}
    for what, day, times in rows:
        weeks = found.setdefault(what, [0] * WEEKS)
        weeks[(day - mondays[0]).days // 7] += times
    lines = [CountLine(what, weeks) for what, weeks in found.items()]
    return mondays, sorted(lines, key=lambda one: -one.total)
