"""Declared releases: figures for the public, protected jointly with earlier ones."""
