"""What is sent. Everything invented; nothing of it may ever run, lead away or fail."""

from __future__ import annotations

from itertools import count

EVIL = "evil.example"

# For parameters of addresses, searches, sorting, filters and pages.
PARAMETERS = (
    "'",
    '"',
    "' OR '1'='1",
    "1; DROP TABLE cases_case;--",
    "') UNION SELECT NULL,version()--",
    "%00",
    "a\0b",
    "-1",
    "99999999999999999999999",
    "²½٣",
    "x" * 6000,
    "\u202e\ud7ff\ufffe😀",
    "__class__",
    "pk__in",
    "{{7*7}}${7*7}<%=7*7%>",
    "../../../../etc/passwd",
)

# Where somebody might be led after a form or from a page.
LEADS_AWAY = (
    f"https://{EVIL}/",
    f"//{EVIL}",
    f"/\\{EVIL}",
    f"\\\\{EVIL}",
    f"https:{EVIL}",
    f"///{EVIL}",
    f"/\t/{EVIL}",
    f"javascript:location='//{EVIL}'",
    f"http://testserver@{EVIL}/",
    f"/%2f{EVIL}/..%2f",
)
LEADS = (
    "next",
    "back",
    "url",
    "return",
    "return_to",
    "redirect",
    "to",
    "continue",
    "query",  # the filter of the list that one comes back to
)

# For blanks in addresses that take words.
TRAVERSALS = (
    "..",
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "/etc/passwd",
    "C:\\windows\\win.ini",
    "..\\..\\settings.py",
    "file:///etc/passwd",
    "csv%00.html",
    "\u2025\u2025/",
    "x" * 3000,
)
FOUND = ("root:x:", "SECRET_KEY", "[extensions]", "CONCORD_")  # what they would show

# What makes a cell a formula.
FORMULAS = ("=", "+", "-", "@", "\t=", "\r=")

_numbers = count(1)


class Marked:
    """One text to store, with a mark by which it is known wherever it comes out."""

    def __init__(self, longest: int | None = None, begins: str = "") -> None:
        self.mark = f"zq{next(_numbers)}q"
        full = (
            f"{begins}{self.mark}\"'><script>{self.mark}</script>"
            f"<svg/onload={self.mark}>{{{{7*7}}}}{self.mark}</textarea></title>-->"
        )
        short = f"{begins}{self.mark}<b>{self.mark}"
        self.text = full if longest is None or len(full) <= longest else short
        if longest is not None:
            self.text = self.text[:longest]

    def runs_in(self, page: str) -> list[str]:
        """How it would run in a page; nothing if it stands there as plain text."""
        wrong = (
            f"<script>{self.mark}",
            f"<svg/onload={self.mark}",
            f"{{}}49{self.mark}",
            f"49{self.mark}",
            f"<b>{self.mark}",
        )
        return [way for way in dict.fromkeys(wrong) if way in page]
