"""Verbs of the evidence room."""
