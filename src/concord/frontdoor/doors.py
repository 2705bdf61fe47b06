"""The doors of the front door room: every page through which something can leave."""

from __future__ import annotations
