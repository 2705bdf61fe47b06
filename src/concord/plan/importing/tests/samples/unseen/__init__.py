"""Shapes written by a second reader, who had not written the importer.

Wording, leads and dates are invented. The expected lists were counted by hand from the
printed pages before the importer was first run on them.
"""
