"""What stands around every page: who is here, which rooms there are, what is said.

The layout reads one neutral value, `Shell`. A project names the callable that makes it
in `settings.UI_SHELL`: a dotted path to `shell(request) -> Shell`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Link:
    """A label and where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation; `count` is what waits there (0 shows nothing)."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Banner:
    """A line over the page that is always there, such as "Trying out"."""

    label: str
    text: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Idle:
    """When a person without a touch is signed out, in seconds.

    `session_url` answers GET with `{"signed_in": bool, "seconds_left": int,
    "csrf": str}` without counting as a touch; POST to it counts as one.
    """

    seconds: int
    session_url: str
    sign_in_url: str
    warn_seconds: int = 120


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything that the layout says around a page. Empty text shows nothing."""

    service_name: str = "Concord"
    organisation: str = ""
    person: str = ""
    role: str = ""
    home_url: str = "/"
    change_hat_url: str = ""
    account_links: Sequence[Link] = ()
    sign_out_url: str = ""
    rooms: Sequence[Room] = ()
    banner: Banner | str | None = None
    footer_note: str = ""
    footer_links: Sequence[Link] = ()
    brand_css_url: str | None = None
    idle: Idle | None = None

    @property
    def initials(self) -> str:
        """At most two letters for the person on a narrow screen."""
        words = self.person.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def notice(self) -> Banner | None:
        """The banner as a value; a bare text gets no label."""
        if isinstance(self.banner, str):
            return Banner(label="", text=self.banner) if self.banner else None
        return self.banner


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, made when a template first asks for it."""

    def make() -> Shell:
        path = getattr(settings, "UI_SHELL", "")
        if not path:
            return Shell()
        maker: Callable[[HttpRequest], Shell] = import_string(path)
        return maker(request)

    return {"shell": SimpleLazyObject(make)}
