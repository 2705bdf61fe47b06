"""Sign-in, sign-out, password, invitation. No signing up: accounts are invited."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import path, re_path

from concord.desk.views import again, invitations, second_step

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("check-again/", again.by_password, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path(
        "password/forgotten/sent/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    # The key holds a dash too: only what stands before the first one is the account.
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("sign-up/", account.signup, name="account_signup"),
    path("invitation/<str:token>/", invitations.accept, name="accept_invitation"),
    # These stand before allauth's own at the same addresses.
    path("second-step/reauthenticate/", again.by_code, name="mfa_reauthenticate"),
    path("second-step/authenticate/", second_step.ask, name="mfa_authenticate"),
    path("second-step/totp/activate/", second_step.set_up, name="mfa_activate_totp"),
    path(
        "second-step/totp/deactivate/", second_step.replace, name="mfa_deactivate_totp"
    ),
]
