"""Forms: a renderer that makes any form GOV.UK markup, and two kinds of field."""

from __future__ import annotations

from concord.foundation.ui.forms.fields import DateBoxes, DateField, FileField
from concord.foundation.ui.forms.renderer import Renderer

__all__ = ["DateBoxes", "DateField", "FileField", "Renderer"]
