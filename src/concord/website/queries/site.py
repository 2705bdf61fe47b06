"""A partnership's public pages, as whoever asks without an account may read them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from concord.website.languages import ENGLISH, LANGUAGES, Language
from concord.website.models import PageVersion, Signing, WordsVersion
from concord.website.telling import Tongue, in_english
from concord.website.texts import Page, groups, pages

PUBLIC = "website.public"
APPROVED = PageVersion.State.APPROVED


@dataclass(frozen=True, slots=True)
class Site:
    """Whose pages they are. `has_door`: a team takes requests without an account."""

    partnership_id: int
    code: str
    area_name: str
    has_door: bool


@dataclass(frozen=True, slots=True)
class Text:
    """What a page says, and in which language it could be said."""

    title: str
    lead: str
    body: str
    language: Language
    version: PageVersion | None = None


def public_site(code: str) -> Site | None:
    """The site of the partnership with this code, before anybody is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.public_site(%s)", [code])
        row = cursor.fetchone()
    return Site(row[0], code, row[1], row[2]) if row else None


def latest_words(partnership_id: int, languages: Iterable[str]) -> dict[str, dict]:
    """The words of each language as they were kept last, by key."""
    rows = (
        WordsVersion.objects.filter(
            partnership_id=partnership_id, language__in=list(languages)
        )
        .order_by("language", "-n")
        .distinct("language")
    )
    return {row.language: row.words for row in rows}


def approved(
    partnership_id: int, slugs: Iterable[str], languages: Iterable[str]
) -> dict[tuple[str, str], PageVersion]:
    """The page that counts for each name and language, where there is one."""
    rows = (
        PageVersion.objects.filter(
            partnership_id=partnership_id,
            page__in=list(slugs),
            language__in=list(languages),
            state=APPROVED,
        )
        .order_by("page", "language", "-n")
        .distinct("page", "language")
    )
    return {(row.page, row.language): row for row in rows}


def safety_keys() -> list[str]:
    """Words that a reviewer signs."""
    return [key for one in groups() if one.is_safety for key in one.words]


def safety_pages() -> list[str]:
    """Pages that a reviewer signs."""
    return [one.slug for one in pages().values() if one.is_safety]


def digest(
    words: dict[str, str], kept: dict[tuple[str, str], PageVersion], language: str
) -> str:
    """The mark of a language's whole safety text; empty while something is missing."""
    said = [words.get(key, "") for key in safety_keys()]
    rows = [kept.get((slug, language)) for slug in safety_pages()]
    if not all(said) or None in rows:
        return ""
    texts = [(row.title, row.lead, row.body) for row in rows if row is not None]
    raw = json.dumps([said, texts], ensure_ascii=False).encode()
    return hashlib.sha256(raw).hexdigest()


def digest_now(partnership_id: int, language: str) -> str:
    """The same, of what is kept now."""
    words = latest_words(partnership_id, [language]).get(language, {})
    kept = approved(partnership_id, safety_pages(), [language])
    return digest(words, kept, language)


def last_signings(partnership_id: int) -> dict[str, Signing]:
    """The last word about each language: signed, or taken off."""
    rows = (
        Signing.objects.filter(partnership_id=partnership_id)
        .order_by("language", "-n")
        .distinct("language")
    )
    return {row.language: row for row in rows}


def tongues(partnership_id: int) -> dict[str, Tongue]:
    """English, and every language whose safety text is signed as it stands."""
    found = {"en": in_english()}
    signed = {
        code: row
        for code, row in last_signings(partnership_id).items()
        if row.is_signed and code in LANGUAGES
    }
    if not signed:
        return found
    words = latest_words(partnership_id, signed)
    kept = approved(partnership_id, safety_pages(), signed)
    for code, row in signed.items():
        if row.digest == digest(words.get(code, {}), kept, code):
            found[code] = Tongue(LANGUAGES[code], words[code])
    return found


def text_of(site: Site, page: Page, tongue: Tongue) -> Text:
    """The page in this language; in English where it is not there whole."""
    codes = {"en", tongue.language.code}
    kept = approved(site.partnership_id, [page.slug], codes)
    own = kept.get((page.slug, tongue.language.code))
    if own is not None and (tongue.language is ENGLISH or has(tongue, "lines")):
        return Text(own.title, own.lead, own.body, tongue.language, own)
    here = kept.get((page.slug, "en"))
    if here is not None:
        return Text(here.title, here.lead, here.body, ENGLISH, here)
    return Text(page.title, page.lead, page.body, ENGLISH)


def has(tongue: Tongue, *names: str) -> bool:
    """Whether every word of these groups is there in this language."""
    return all(
        tongue.words.get(key)
        for one in groups()
        if one.name in names
        for key in one.words
    )
