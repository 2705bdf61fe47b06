"""The words by which a service is found, and what it is ready to be published."""

from __future__ import annotations

from concord.directory.models import Service
from concord.directory.needs import GROUPS, NEEDS, NO_FUNDS, SEXES


def words_of(service: Service) -> str:
    """All that a search may hit, in small letters. The name and organisation first."""
    plain = {term.code: f"{term.label} {term.plain}" for term in NEEDS.terms}
    said = [
        service.name,
        service.organisation.name,
        *(plain.get(code, "") for code in service.needs),
        *(SEXES.labels.get(code, "") for code in service.sexes),
        *(GROUPS.labels.get(code, "") for code in service.by_and_for),
        NO_FUNDS.labels.get(service.nrpf, "") if service.nrpf == "yes" else "",
        service.language_note,
        *(one.name for one in service.languages.all()),
        *(one.name for one in service.serviceareas.all()),
        service.description,
    ]
    return " ".join(word for word in said if word).lower()[:5000]
