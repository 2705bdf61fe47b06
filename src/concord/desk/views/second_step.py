"""The second step of sign-in: asking for it, setting it up, replacing a lost phone."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from concord.access.second_step import (
    OnlyExamples,
    code_now,
    may_be_told,
    present_code,
)
from concord.access.sessions import How, end_all
from concord.partnership.models import Account


class Ask(AuthenticateView):
    """Asks for a code; in the trial it tells the code of an invented account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "heading": "Second step",
            "example_code": _example_code(self.stage.login.user),
        }


class SetUp(ActivateTOTPView):
    """A picture to scan, the same secret to type, and the first code to confirm."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        account: Account = self.request.user
        return {
            **found,
            "heading": "Set up the second step",
            "secret": in_fours(secret),
            "example_code": code_now(secret) if may_be_told(account) else "",
        }


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
@method_decorator(login_required, name="dispatch")
class Replace(SetUp):
    """The same for a new phone: the old one works until the new one is confirmed."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        # The parent would turn away whoever has a second step already.
        return FormView.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return {**found, "heading": "Use another phone", "replacing": True}

    def form_valid(self, form: Any) -> HttpResponse:
        Authenticator.objects.filter(
            user=self.request.user, type=Authenticator.Type.TOTP
        ).delete()
        response: HttpResponse = super().form_valid(form)
        end_all(
            self.request.user,
            how=How.NEW_SECOND_STEP,
            but=self.request.session.session_key,
        )
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_index")


def in_fours(secret: str) -> str:
    """A secret in groups of four, as people read it aloud."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _example_code(account: Account) -> str:
    try:
        return present_code(account)
    except (OnlyExamples, ValidationError):
        return ""


ask = Ask.as_view()
set_up = SetUp.as_view()
replace = Replace.as_view()
