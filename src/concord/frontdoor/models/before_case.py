"""Rows that can be there before their case is, and are read all the same."""

from __future__ import annotations

import uuid
from typing import ClassVar

from concord.access.models import Protected
from concord.foundation.classified import classified


@classified(internal="")
class BeforeCase(Protected):
    """A row of a referral or notice. Until it has a case, that one stands in the audit.

    `file` names the column of what it belongs to: its own id, or that of the referral.
    """

    file: ClassVar[str] = "id"

    class Meta:
        abstract = True

    def case_read(self) -> uuid.UUID | None:
        """Its case; before there is one, what it belongs to: so it is known which."""
        return super().case_read() or self._key(self.file)
