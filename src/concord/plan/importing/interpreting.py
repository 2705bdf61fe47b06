"""Blocks of a document in, a draft plan out."""

from __future__ import annotations

from concord.foundation.documents.reading import Document
from concord.plan.importing.draft import Draft
from concord.plan.importing.flattened import unflattened
from concord.plan.importing.front_page import period_of, title_of
from concord.plan.importing.placing import place
from concord.plan.importing.records import with_records
from concord.plan.importing.walking import walk


def interpret(document: Document) -> Draft:
    """The plan that a document prints, for a person to check. Never raises."""
    draft = Draft(title=title_of(document))
    draft.period = period_of(document, draft.title)
    draft.warnings += document.notes
    place(walk(with_records(unflattened(document.blocks))), draft)
    if not draft.actions:
        draft.warnings.append(
            "No actions were found. If the file has a plan, copy its table into a"
            " spreadsheet with the columns Priority, Action, Lead and Due, and import"
            " that, or type the actions by hand."
        )
    if draft.period.start is None:
        draft.warnings.append("No years were found for the plan: enter its period.")
    return draft
