"""Writing the public pages. A page is a draft until somebody approves it."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.website.languages import LANGUAGES
from concord.website.markup import UnknownLink, checked
from concord.website.models import PageVersion
from concord.website.texts import NUMBERS, pages

REVIEW_DAYS = 366  # a page is read again once a year


@transaction.atomic
def write_page(
    *,
    page: str,
    language: str,
    title: str,
    body: str,
    lead: str = "",
    why: str = "",
    by: Actor,
) -> PageVersion:
    """A draft of one page in one language. Raises ValidationError by field."""
    permit(by, Verb.KEEP_WEBSITE)
    _known(page, language)
    return _add(
        page=page,
        language=language,
        title=title.strip(),
        lead=lead.strip(),
        body=body.strip(),
        why=why.strip(),
        state=PageVersion.State.DRAFT,
        review_due=_in_a_year(),
        by=by,
    )


@transaction.atomic
def approve_page(
    *, draft: PageVersion, review_due: dt.date | None = None, by: Actor
) -> PageVersion:
    """Show the draft to everybody, until `review_due` at most a year from now.

    Raises ValidationError where something newer has been written meanwhile.
    """
    permit(by, Verb.KEEP_WEBSITE, draft)
    due = review_due or _in_a_year()
    today = timezone.localdate()
    if not today < due <= _in_a_year():
        raise ValidationError(
            {
                "review_due": f"Read again by: {due:%-d %B %Y} is not in the next "
                f"year. Enter a date up to {_in_a_year():%-d %B %Y}"
            }
        )
    last = _last(draft.page, draft.language, by)
    if last is None or last.pk != draft.pk or draft.state != PageVersion.State.DRAFT:
        raise ValidationError("Somebody has written a newer draft. Look at it first.")
    return _add(
        page=draft.page,
        language=draft.language,
        title=draft.title,
        lead=draft.lead,
        body=draft.body,
        why=draft.why,
        state=PageVersion.State.APPROVED,
        review_due=due,
        by=by,
    )


def _add(*, page: str, language: str, by: Actor, **said: object) -> PageVersion:
    one_at_a_time(by, page, language)
    last = _last(page, language, by)
    made = PageVersion(
        partnership_id=by.here,
        page=page,
        language=language,
        n=last.n + 1 if last else 1,
        by_id=by.membership_id,
        **said,
    )
    made.full_clean(exclude=["partnership", "by"], validate_constraints=False)
    try:
        checked(made.body, pages={*pages(), *NUMBERS, "contact"})
    except UnknownLink as error:
        raise ValidationError(
            {
                "body": f"The link “{error}” leads nowhere. Use page:hide for a page, "
                "tel:999 for a number, or an address that starts with https://"
            }
        ) from error
    made.save()
    return made


def _known(page: str, language: str) -> None:
    if page not in pages():
        raise ValidationError("There is no such page.")
    if language not in LANGUAGES:
        raise ValidationError("There is no such language.")


def _last(page: str, language: str, by: Actor) -> PageVersion | None:
    return (
        PageVersion.objects.filter(partnership_id=by.here, page=page, language=language)
        .order_by("-n")
        .first()
    )


def _in_a_year() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=REVIEW_DAYS)


def one_at_a_time(by: Actor, *what: str) -> None:
    """Two people who write the same page wait for each other: there is no row yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            ["/".join(("website", str(by.here), *what))],
        )
