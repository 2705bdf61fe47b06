"""Views of an import: bring a file, check what was read, put it into the plan."""

from __future__ import annotations
