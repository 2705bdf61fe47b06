"""Is it still you? The question before something that matters, and the way back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.views import ReauthenticateView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.utils.http import url_has_allowed_host_and_scheme

from concord.access.again import AskAgain
from concord.desk import kept

KEPT, SWITCH = "again-kept", "again-switch"  # names of our own controls
OURS = (KEPT, SWITCH)


class SentOn(HttpResponseRedirectBase):
    """The browser sends the same form once more, to where it was going."""

    status_code = 307


class _ComingBack:
    """What both ways of checking have in common: what was typed goes along."""

    request: HttpRequest
    method: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Checks, unless the other way was left for this one: then it asks."""
        if SWITCH in request.POST:
            return self._asked()
        response: HttpResponse = super().post(  # type: ignore[misc]
            request, *args, **kwargs
        )
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Back to where they were; a form that was kept is sent on."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if KEPT in self.request.POST:
            return SentOn(self.back)
        if "file" in self.request.GET:
            messages.success(
                self.request,
                "It is you. Choose the file again: for ten minutes nobody asks.",
            )
        return response

    @property
    def back(self) -> str:
        """The address to come back to, on this site only."""
        asked = getattr(self, "going_to", None) or self.request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if safe and asked.startswith("/") else "/"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keeps = KEPT in self.request.POST or hasattr(self, "going_to")
        typed = kept.typed(self.request) if keeps else []
        methods = {
            method["id"]: {**method, "url": self._address(method["url"])}
            for method in get_adapter().get_reauthentication_methods(self.request.user)
        }
        return {
            **super().get_context_data(**kwargs),  # type: ignore[misc]
            "action": methods[self.method]["url"],
            "others": [m for name, m in methods.items() if name != self.method],
            "keeps": keeps,
            "posted": [field for field in typed if field.name not in OURS],
            "files": kept.file_names(self.request) if keeps else [],
            "for_a_file": "file" in self.request.GET,
        }

    def ask_for(self, request: HttpRequest, going_to: str) -> HttpResponse:
        """The question in place of a form's answer, with the form in it."""
        self.going_to = going_to
        self.setup(request)  # type: ignore[attr-defined]
        response = self._asked()
        response.status_code = 401
        return response

    def _asked(self) -> HttpResponse:
        form = self.get_form_class()(user=self.request.user)  # type: ignore[attr-defined]
        response: HttpResponse = self.render_to_response(  # type: ignore[attr-defined]
            self.get_context_data(form=form)
        )
        return response

    def _address(self, url: str) -> str:
        query = {"next": self.back}
        if "file" in self.request.GET:
            query["file"] = "1"
        return f"{url}?{urlencode(query)}"


class ByPassword(_ComingBack, ReauthenticateView):
    """The password once more."""

    method = "reauthenticate"


class ByCode(_ComingBack, ReauthenticateByCodeView):
    """A code once more."""

    method = "mfa_reauthenticate"


def question(request: HttpRequest, asked: ReauthenticationRequired) -> HttpResponse:
    """Asks who it is. A page is come back to; a form is kept and sent on."""
    back = asked.back if isinstance(asked, AskAgain) else request.get_full_path()
    first = get_adapter().get_reauthentication_methods(request.user)[0]
    if request.method not in ("GET", "HEAD"):
        view = ByPassword() if first["id"] == ByPassword.method else ByCode()
        return view.ask_for(request, back)
    query = {"next": back}
    if isinstance(asked, AskAgain) and asked.for_a_file:
        query["file"] = "1"
    return HttpResponseRedirect(f"{first['url']}?{urlencode(query)}")


by_password = ByPassword.as_view()
by_code = ByCode.as_view()
