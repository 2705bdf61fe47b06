"""The filter of the plan on a page: words, lead and status, by GET."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from concord.plan.models.updates import StatusChoice
from concord.plan.queries.overview import Overview, Row, Section


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asked for. Empty values choose everything."""

    words: str
    lead: str
    status: str
    leads: list[str]

    @property
    def is_made(self) -> bool:
        """Whether anything is left out."""
        return bool(self.words or self.lead or self.status)

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """The statuses to choose from."""
        return [
            *[(str(value), str(label)) for value, label in StatusChoice.choices],
            ("overdue", "Past its date"),
            ("silent", "Without an update"),
        ]

    def fits(self, row: Row) -> bool:
        """Whether a row is to be shown."""
        if self.lead and row.lead_words != self.lead:
            return False
        if self.status and not self._status_fits(row):
            return False
        text = f"{row.action.printed_ref} {row.action.title} {row.action.wording}"
        return all(word in text.lower() for word in self.words.lower().split())

    def _status_fits(self, row: Row) -> bool:
        if self.status == "overdue":
            return row.is_overdue
        if self.status == "silent":
            return row.asked_without_answer
        return row.status.value == self.status

    def sections(self, view: Overview) -> list[Section]:
        """The priorities with the rows that fit; emptied ones are left out."""
        if not self.is_made:
            return view.sections
        fitting = [
            Section(section.priority, [row for row in section.rows if self.fits(row)])
            for section in view.sections
        ]
        return [section for section in fitting if section.rows]


def chosen(request: HttpRequest, view: Overview) -> Choice:
    """The choice in the address of this page; unknown values choose everything."""
    leads = sorted({row.lead_words for row in view.rows})
    lead = request.GET.get("lead", "")
    choice = Choice(
        words=request.GET.get("q", "").strip()[:100],
        lead=lead if lead in leads else "",
        status=request.GET.get("status", ""),
        leads=leads,
    )
    known = {value for value, _ in choice.statuses}
    if choice.status in known:
        return choice
    return Choice(choice.words, choice.lead, "", leads)
