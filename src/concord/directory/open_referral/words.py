"""Words that services carry, as Open Referral UK writes them: taxonomies and terms.

Also what every piece of the feed is written with: addresses, ids, filled fields.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from concord.directory.models import Attribute, Service, Taxonomy, TaxonomyTerm
from concord.directory.needs import (
    GROUPS,
    KINDS,
    LANGUAGES,
    NEEDS,
    NO_FUNDS,
    OURS,
    SEXES,
    Vocabulary,
)

Json = dict[str, Any]


def filled(**fields: Any) -> Json:
    """Fields that have a value. The profile has no empty ones."""
    return {name: value for name, value in fields.items() if value not in ("", None)}


def uri(said: str) -> str:
    """An address of the web with the signs that the profile allows, é as %C3%A9."""
    return quote(said, safe="/#%[]=:;$&()+,!?*@'~")


def made_id(owner: uuid.UUID, what: str) -> str:
    """The id of something that is no row of its own: always the same."""
    return str(uuid.uuid5(owner, what))


def our_words(service: Service) -> Iterator[tuple[Vocabulary, str]]:
    """Each word of ours that a service carries."""
    yield KINDS, service.kind
    for vocabulary, codes in (
        (NEEDS, service.needs),
        (SEXES, service.sexes),
        (GROUPS, service.by_and_for),
        (LANGUAGES, [one.code for one in service.languages.all()]),
        (NO_FUNDS, [service.nrpf]),
    ):
        for code in codes:
            if code in vocabulary.labels:
                yield vocabulary, code


def attributes_of(service: Service) -> Iterator[Json]:
    """Words of ours, then those that its feed gave it."""
    for vocabulary, code in our_words(service):
        term = our_term(vocabulary, code)
        yield {
            "id": made_id(service.pk, f"attribute:{term['id']}"),
            "link_id": str(service.pk),
            "taxonomy_term_id": term["id"],
            "link_type": vocabulary.code,
            "taxonomy_term": term,
        }
    for one in service.attributes.all():
        yield _attribute(one)


def _attribute(one: Attribute) -> Json:
    return {
        "id": str(one.pk),
        "link_id": str(one.service_id),
        "taxonomy_term_id": str(one.term_id),
        **filled(link_type=one.link_type),
        "taxonomy_term": taxonomy_term(one.term),
    }


def our_term(vocabulary: Vocabulary, code: str) -> Json:
    """A word of ours as a taxonomy term."""
    term = next(term for term in vocabulary.terms if term.code == code)
    return {
        "id": str(vocabulary.id_of(code)),
        "name": term.label,
        "description": term.plain,
        "taxonomy": vocabulary.name,
        "taxonomy_id": str(vocabulary.id),
        "term": code,
    }


def our_taxonomy(vocabulary: Vocabulary) -> Json:
    return {
        "id": str(vocabulary.id),
        "name": vocabulary.name,
        "description": vocabulary.about,
        "version": "1",
    }


def our_taxonomies() -> list[Json]:
    return [our_taxonomy(one) for one in OURS]


def taxonomy(one: Taxonomy) -> Json:
    """Somebody else's taxonomy."""
    return {
        "id": str(one.pk),
        "name": one.name,
        "description": one.description or one.name,
        **filled(uri=uri(one.uri), version=one.version),
    }


def taxonomy_term(one: TaxonomyTerm) -> Json:
    """A word of somebody else's taxonomy."""
    return {
        "id": str(one.pk),
        "name": one.name,
        "description": one.description or one.name,
        **filled(
            parent_id=one.parent_id and str(one.parent_id),
            taxonomy_id=one.taxonomy_id and str(one.taxonomy_id),
            term_uri=uri(one.term_uri),
            term=one.code,
        ),
        **one.extra,
    }
