"""A file comes in, is read by a job, and is dropped where nobody wants it."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from concord.access.actor import Actor
from concord.access.permit import Verb, permit
from concord.plan.importing import Draft
from concord.plan.models import ImportDraft, ImportFile, Plan

State = ImportDraft.State
UNFINISHED = (State.WAITING, State.READING, State.READY)
MOST_ACTIONS = 3000


class AlreadyHere(Exception):
    """The same file is on its way already; `import_draft` is that one."""

    def __init__(self, import_draft: ImportDraft) -> None:
        super().__init__("The same file is here already.")
        self.import_draft = import_draft


class NotHere(Exception):
    """There is no such import, or it is past the state in which this can be done."""


@transaction.atomic
def bring(
    *,
    file_name: str,
    content: bytes,
    compare_with: Plan | None = None,
    by: Actor,
) -> ImportDraft:
    """Keep an uploaded file and have it read after the transaction commits.

    Raises AlreadyHere for a file that is being read or checked already: two people
    would otherwise correct it twice, and the plan would hold it twice.
    """
    import_draft = _keep(file_name, content, compare_with, by)
    _read_later(import_draft)
    return import_draft


@transaction.atomic
def bring_read(
    *,
    file_name: str,
    content: bytes,
    draft: Draft,
    compare_with: Plan | None = None,
    by: Actor,
) -> ImportDraft:
    """Keep a file that was read already (by the command line). Raises AlreadyHere."""
    import_draft = _keep(file_name, content, compare_with, by)
    _fill(import_draft, draft)
    return import_draft


def _keep(
    file_name: str, content: bytes, compare_with: Plan | None, by: Actor
) -> ImportDraft:
    permit(by, Verb.EDIT_PLAN, compare_with)
    mark = hashlib.sha256(content).hexdigest()
    same = ImportDraft.objects.visible_to(by).filter(
        sha256=mark, compare_with=compare_with, state__in=UNFINISHED
    )
    standing = same.defer("draft").first()
    if standing is not None:
        raise AlreadyHere(standing)
    import_draft = ImportDraft.objects.create(
        partnership_id=by.here,
        file_name=_name(file_name),
        sha256=mark,
        size=len(content),
        compare_with=compare_with,
        uploaded_by_id=by.membership_id,
    )
    ImportFile.objects.create(
        partnership_id=by.here, import_draft=import_draft, content=content
    )
    return import_draft


def _name(given: str) -> str:
    """The last part of a path, printable, and no longer than the column."""
    name = "".join(c for c in given.replace("\\", "/") if c.isprintable())
    name = PurePath(name).name or "file"
    ending = PurePath(name).suffix[:10]
    return name if len(name) <= 200 else name[: 200 - len(ending)] + ending


def _read_later(import_draft: ImportDraft) -> None:
    from concord.plan.jobs.importing import read_import

    read_import.defer(
        partnership_id=import_draft.partnership_id, draft_id=str(import_draft.pk)
    )


@transaction.atomic
def read_again(*, import_draft: ImportDraft, by: Actor) -> None:
    """Have a file read once more, after the reading stopped or was refused."""
    permit(by, Verb.EDIT_PLAN, import_draft)
    found = _locked(import_draft.pk)
    if found.state not in (State.WAITING, State.READING, State.REFUSED):
        raise NotHere("This file has been read.")
    found.state, found.message = State.WAITING, ""
    found.done = found.total = 0
    found.save(update_fields=["state", "message", "done", "total"])
    _read_later(found)


@transaction.atomic
def start_reading(*, draft_id: UUID | str, by: Actor) -> tuple[str, bytes] | None:
    """The file's name and content, for the job; None when there is nothing to read.

    An import that was being read is given out again: its reader was killed.
    """
    permit(by, Verb.EDIT_PLAN)
    found = ImportDraft.objects.visible_to(by).select_for_update(of=("self",))
    import_draft = found.filter(
        pk=draft_id, state__in=[State.WAITING, State.READING]
    ).first()
    if import_draft is None:
        return None
    import_draft.state, import_draft.message = State.READING, "Opening the file"
    import_draft.done = import_draft.total = 0
    import_draft.save(update_fields=["state", "message", "done", "total"])
    return import_draft.file_name, bytes(import_draft.file.content)


def note_progress(
    *, draft_id: UUID | str, done: int, total: int, message: str, by: Actor
) -> bool:
    """Write down how far the reading is; False when nobody wants it any more."""
    permit(by, Verb.EDIT_PLAN)
    found = ImportDraft.objects.visible_to(by).filter(pk=draft_id, state=State.READING)
    return bool(found.update(done=done, total=total, message=message[:500]))


@transaction.atomic
def finish(*, draft_id: UUID | str, draft: Draft, by: Actor) -> bool:
    """Keep what was read; False when it was read or dropped meanwhile."""
    permit(by, Verb.EDIT_PLAN)
    import_draft = _being_read(draft_id, by)
    if import_draft is None:
        return False
    if len(draft.actions) > MOST_ACTIONS:
        _refuse(
            import_draft,
            f"The file has more than {MOST_ACTIONS:,} lines that look like actions: "
            "save only the part with the plan and try again, or type the actions by "
            "hand.",
        )
        return True
    _fill(import_draft, draft)
    return True


@transaction.atomic
def refuse(*, draft_id: UUID | str, why: str, by: Actor) -> bool:
    """The file can't be read, and why in one line; False when it is past that."""
    permit(by, Verb.EDIT_PLAN)
    import_draft = _being_read(draft_id, by)
    if import_draft is None:
        return False
    _refuse(import_draft, why)
    return True


def _being_read(draft_id: UUID | str, by: Actor) -> ImportDraft | None:
    found = ImportDraft.objects.visible_to(by).select_for_update(of=("self",))
    return found.filter(pk=draft_id, state=State.READING).first()


def _refuse(import_draft: ImportDraft, why: str) -> None:
    import_draft.state = State.REFUSED
    import_draft.message = " ".join(why.split())[:500]
    import_draft.save(update_fields=["state", "message"])


def _fill(import_draft: ImportDraft, draft: Draft) -> None:
    import_draft.draft = draft.to_record()
    import_draft.state, import_draft.message = State.READY, ""
    import_draft.save(update_fields=["draft", "state", "message"])


@transaction.atomic
def drop(*, import_draft: ImportDraft, by: Actor) -> None:
    """Give an import up. The file and what was read from it are erased."""
    permit(by, Verb.EDIT_PLAN, import_draft)
    found = _locked(import_draft.pk)
    if found.state == State.COMMITTED:
        raise ValidationError(
            "This import is in the plan already. Withdraw actions there instead."
        )
    ImportFile.objects.filter(import_draft=found).delete()
    found.draft = None
    found.choices = {
        "ended": {"by": by.membership_id, "at": timezone.now().isoformat()}
    }
    found.state = State.DROPPED
    found.message = ""
    found.save(update_fields=["draft", "choices", "state", "message"])


def _locked(pk: UUID) -> ImportDraft:
    return ImportDraft.objects.select_for_update(of=("self",)).get(pk=pk)
