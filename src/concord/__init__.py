"""Concord: the shared system of a local domestic abuse partnership."""

__version__ = "0.1.0"
