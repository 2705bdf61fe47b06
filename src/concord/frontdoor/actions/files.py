"""Files with a referral: what they are is found in their bytes, whatever they say."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from concord.access.actor import Actor
from concord.access.models import written
from concord.access.permit import NotPermitted, Verb, permit
from concord.frontdoor.actions.links import digest_of, only_public
from concord.frontdoor.models import Attachment, FileKind, Referral
from concord.frontdoor.models.files import MOST_BYTES, MOST_FILES

STARTS = {
    b"%PDF-": FileKind.PDF,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"\xff\xd8\xff": FileKind.JPEG,
}
FULL = f"{MOST_FILES} files came with this referral already. Send others another way."
AT_ONCE = "Somebody added a file at the same moment. Send yours again."
OVER = "Files can’t be added any more: the link is over, or the referral is decided."


def _files_with(referral: Referral) -> int:
    """How many came with it, also those that this hat does not see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.files_with(%s)", [referral.pk])
        return int(cursor.fetchone()[0])


@transaction.atomic
def attach(*, referral: Referral, name: str, content: bytes, by: Actor) -> Attachment:
    """Add a file to a referral of one's own team.

    Raises ValidationError for `file`, NotPermitted for a referral of others.
    """
    permit(by, Verb.SEE_PEOPLE)
    kind = kind_of(content)
    fresh = Referral.objects.visible_to(by).filter(pk=referral.pk).first()
    if fresh is None or fresh.owner_team_id != by.own_team:
        raise NotPermitted("There is no such referral of this team.")
    if not fresh.is_open:
        raise ValidationError("This referral is decided. Refer again with the file.")
    number = _files_with(fresh) + 1
    if number > MOST_FILES:
        raise ValidationError({"file": FULL})
    made = Attachment(
        **written(by),
        referral=fresh,
        n=number,
        name=_shown(name),
        kind=kind,
        size=len(content),
        content=content,
    )
    made.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"file": AT_ONCE}) from error
    return made


@transaction.atomic
def attach_by_link(*, name: str, content: bytes, secret: str, by: Actor) -> int:
    """Add a file to what was sent by a link. Returns how many there are now.

    Raises ValidationError for `file`.
    """
    only_public(by)
    kind = kind_of(content)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT access.attach_by_link(%s, %s, %s, %s)",
                [digest_of(secret), _shown(name), kind, content],
            )
            return int(cursor.fetchone()[0])
    except DatabaseError as error:
        told = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        said = {"the_link_is_over": OVER, "files_are_few": FULL}.get(told)
        if said is None:
            raise
        raise ValidationError({"file": said}) from error


def kind_of(content: bytes) -> FileKind:
    """What a file is, by its bytes. Raises ValidationError for `file`."""
    if not content:
        raise ValidationError({"file": "The file is empty. Choose another."})
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise ValidationError({"file": f"The file is larger than {most} MB."})
    for start, kind in STARTS.items():
        if content.startswith(start):
            return kind
    if _is_word(content):
        return FileKind.WORD
    raise ValidationError(
        {"file": "Choose a PDF, a picture (PNG, JPEG) or a Word file (.docx)."}
    )


def _is_word(content: bytes) -> bool:
    """A Word document without macros. Only its list of parts is read."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = {name.lower() for name in packed.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    return "word/document.xml" in names and not any("vba" in name for name in names)


def _shown(name: str) -> str:
    """A file's name as it is shown: no folders, no control characters."""
    plain = "".join(c for c in PurePath(name).name if c.isprintable())
    return plain.strip()[:120] or "File"
