"""The local picture: published and collected figures of an area, checked and told.

`figures` and `content` are values, `checking` finds what does not fit, `compiling`
makes the page of them, `rendering` draws it as web page, Word file and PDF, `tidy` as
CSV. Only `queries` of the room know the database.
"""

from __future__ import annotations
