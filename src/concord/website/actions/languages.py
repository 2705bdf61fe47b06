"""Translating the words around the pages, and turning a language on or off."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.website.actions.editing import one_at_a_time
from concord.website.languages import LANGUAGES
from concord.website.models import Signing, WordsVersion
from concord.website.queries.site import (
    approved,
    digest_now,
    last_signings,
    latest_words,
    safety_keys,
    safety_pages,
)
from concord.website.telling import braces
from concord.website.texts import english, pages

LONGEST = 600


@transaction.atomic
def keep_words(*, language: str, words: Mapping[str, str], by: Actor) -> WordsVersion:
    """Keep a language's words as they stand now; empty ones are not translated yet.

    Raises ValidationError by key for a word that nobody knows, that is too long, or
    that has other places in braces than the English.
    """
    permit(by, Verb.KEEP_WEBSITE)
    _translatable(language)
    kept = {key: text.strip() for key, text in words.items() if text.strip()}
    wrong = {key: said for key, text in kept.items() if (said := _wrong(key, text))}
    if wrong:
        raise ValidationError(wrong)
    one_at_a_time(by, "words", language)
    last = (
        WordsVersion.objects.filter(partnership_id=by.here, language=language)
        .order_by("-n")
        .first()
    )
    return WordsVersion.objects.create(
        partnership_id=by.here,
        language=language,
        n=last.n + 1 if last else 1,
        words=kept,
        by_id=by.membership_id,
    )


@transaction.atomic
def sign(*, language: str, reviewer: str, reviewer_role: str, by: Actor) -> Signing:
    """A named person who speaks the language has read its safety text: it goes on.

    Raises ValidationError that names what is still missing.
    """
    permit(by, Verb.KEEP_WEBSITE)
    _translatable(language)
    if not reviewer.strip():
        raise ValidationError({"reviewer": "Who read it: enter the reviewer's name"})
    if not reviewer_role.strip():
        raise ValidationError(
            {"reviewer_role": "Enter what the reviewer does, and why they can tell"}
        )
    missing = missing_safety(by.here, language)
    if missing:
        raise ValidationError(
            f"{LANGUAGES[language].english} can't be shown yet. Still in English: "
            + ", ".join(missing)
        )
    return _add(
        language,
        by,
        is_signed=True,
        reviewer=reviewer.strip(),
        reviewer_role=reviewer_role.strip(),
        digest=digest_now(by.here, language),
    )


@transaction.atomic
def take_off(*, language: str, by: Actor) -> Signing:
    """Show the language no more, from now on."""
    permit(by, Verb.KEEP_WEBSITE)
    _translatable(language)
    return _add(language, by, is_signed=False)


def missing_safety(partnership_id: int, language: str) -> list[str]:
    """What of the safety text is not there: English words, and titles of pages."""
    words = latest_words(partnership_id, [language]).get(language, {})
    kept = approved(partnership_id, safety_pages(), [language])
    return [
        *(f"“{english()[key]}”" for key in safety_keys() if not words.get(key)),
        *(
            f"the page “{pages()[slug].title}”"
            for slug in safety_pages()
            if (slug, language) not in kept
        ),
    ]


def _add(language: str, by: Actor, **said: object) -> Signing:
    one_at_a_time(by, "signing", language)
    last = last_signings(by.here).get(language)
    made = Signing(
        partnership_id=by.here,
        language=language,
        n=last.n + 1 if last else 1,
        by_id=by.membership_id,
        **said,
    )
    made.save()
    return made


def _wrong(key: str, text: str) -> str:
    source = english().get(key)
    if source is None:
        return f"{key}: there is no such word"
    if len(text) > LONGEST:
        return f"Shorten it to {LONGEST} letters"
    if braces(text) != braces(source) or text.count("{") != source.count("{"):
        wanted = ", ".join(f"{{{name}}}" for name in sorted(braces(source)))
        return f"“{source}” needs {wanted or 'nothing in braces'}, as in English"
    return ""


def _translatable(language: str) -> None:
    if language not in LANGUAGES or language == "en":
        raise ValidationError(
            "English comes with the program: choose another language."
        )
