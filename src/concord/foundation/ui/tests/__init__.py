"""Tests of the UI kit."""

from __future__ import annotations
