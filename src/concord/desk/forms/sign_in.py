"""allauth's forms in the house's words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm as _ChangePassword
from allauth.account.forms import LoginForm as _SignIn
from allauth.account.forms import ReauthenticateForm as _CheckAgain
from allauth.account.forms import ResetPasswordForm as _ForgottenPassword
from allauth.account.forms import ResetPasswordKeyForm as _NewPassword
from allauth.account.forms import SetPasswordForm as _SetPassword
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as _SecondStep
from allauth.mfa.base.forms import ReauthenticateForm as _CheckAgainByCode
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as _SetUpSecondStep
from django import forms
from django.core.cache import cache
from django.http import HttpRequest

from concord.access import sign_in
from concord.access.sessions import How, note_sign_in
from concord.partnership.models import Account

RULES = (
    "At least 12 characters. Three words that have nothing to do with each other are "
    "strong and easy to keep in mind. Not your name, and not a password that many "
    "people use."
)
CODE_LIFE = 90  # seconds: the present code, one before and one after


def _say(form: forms.Form, name: str, label: str, help_text: str = "") -> None:
    """Our label and hint for a field, and no text inside the box."""
    field = form.fields.get(name)
    if field is not None:
        field.label, field.help_text = label, help_text
        field.widget.attrs.pop("placeholder", None)


class SignIn(_SignIn):
    """E-mail address and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, "login", "E-mail address")
        _say(self, "password", "Password")
        self.fields["login"].widget = forms.EmailInput(
            attrs={"autocomplete": "username"}
        )


class CheckAgain(_CheckAgain):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, "password", "Password")


class ForgottenPassword(_ForgottenPassword):
    """The address to send the link to."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, "email", "E-mail address")
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Sends the link, or takes as long for an address that nobody has."""
        if not self.users:
            sign_in.pretend_to_send(self.cleaned_data["email"])
        found: str = super().save(request, **options)
        return found


class NewPassword(_NewPassword):
    """A new password, twice, after the link of the e-mail."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, "password1", "New password", RULES)
        _say(self, "password2", "New password again")


class SetPassword(_SetPassword):
    """A password for an account that has none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, "password1", "New password", RULES)
        _say(self, "password2", "New password again")


class ChangePassword(_ChangePassword):
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, "oldpassword", "Present password")
        _say(self, "password1", "New password", RULES)
        _say(self, "password2", "New password again")


class _ByCode(forms.Form):
    """What the forms with a code have in common."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(
            self,
            "code",
            "Code",
            "6 digits from the app, or one of your recovery codes (8 digits).",
        )
        self.fields["code"].widget.attrs |= {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "spellcheck": "false",
        }


class _UsedOnce(_ByCode):
    """A code that was seen over somebody's shoulder opens nothing.

    Wrong tries are kept in the audit; of a recovery code its owner is told.
    """

    user: Account
    authenticator: Authenticator

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            self._refuse_twice(code)
        except ImmediateHttpResponse:
            sign_in.failed(self.user.pk, How.TOO_MANY_TRIES)
            raise
        except forms.ValidationError:
            sign_in.failed(self.user.pk, How.WRONG_CODE)
            raise
        return code

    def save(self) -> None:
        super().save()  # type: ignore[misc]
        if self._is_from_paper:
            sign_in.recovery_code_used(self.user)

    @property
    def _is_from_paper(self) -> bool:
        return bool(self.authenticator.type == Authenticator.Type.RECOVERY_CODES)

    def _refuse_twice(self, code: str) -> None:
        if self._is_from_paper:
            return  # the library remembers for good which were used
        digits = "".join(code.split())
        used = f"second-step-used:{self.user.pk}:{digits}"
        # allauth remembers a code for 30 seconds; it is good for 90.
        if not cache.add(used, "y", timeout=CODE_LIFE):
            raise get_adapter().validation_error("incorrect_code")


class SecondStep(_UsedOnce, _SecondStep):
    """The second step of sign-in."""

    ui = {"code": {"width": 10}}


class CheckAgainByCode(_UsedOnce, _CheckAgainByCode):
    """A code once more, before something that matters."""

    ui = {"code": {"width": 10}}

    def save(self) -> None:
        super().save()
        if self._is_from_paper:
            note_sign_in("sign_in", self.user.pk, How.AGAIN_BY_RECOVERY_CODE)


class SetUpSecondStep(_ByCode, _SetUpSecondStep):
    """The first code of a new phone."""

    ui = {"code": {"width": 10}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say(self, "code", "Code", "The 6 digits that the app shows now.")
