"""Forms: a renderer that makes any form GOV.UK markup, kinds of field, a quiet form."""

from __future__ import annotations

from concord.foundation.ui.forms.fields import DateBoxes, DateField, FileField
from concord.foundation.ui.forms.quiet import Quiet
from concord.foundation.ui.forms.renderer import Renderer

__all__ = ["DateBoxes", "DateField", "FileField", "Quiet", "Renderer"]
