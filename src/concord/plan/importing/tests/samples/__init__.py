"""Invented plans in the shapes that English councils publish.

Places, people and wording are made up for these tests. Each sample writes a file and
says what a careful reader counts in it.
"""
