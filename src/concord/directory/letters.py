"""What the directory writes: a link to a service, to look over its own entry."""

from __future__ import annotations

from concord.foundation.post import letter

CHECK = letter(
    "directory.check",
    subject="Is your entry in our directory of services still right?",
    template="directory/letters/check.txt",
    variables={"link"},
)
