"""What operators see: logs without personal data, and health answers."""

from __future__ import annotations
