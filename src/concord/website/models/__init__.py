"""The nouns of the public pages."""

from __future__ import annotations

from concord.website.models.counts import Shown
from concord.website.models.lines import LineCheck
from concord.website.models.remarks import Remark
from concord.website.models.texts import PageVersion, Signing, WordsVersion

__all__ = ["LineCheck", "PageVersion", "Remark", "Shown", "Signing", "WordsVersion"]
