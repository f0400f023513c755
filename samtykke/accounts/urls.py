"""Addresses of access. The sign-in keeps the names that allauth asks for."""

from __future__ import annotations

from django.urls import include, path

from samtykke.accounts.views import (
    keys,
    organisation,
    profile,
    second_factor,
    sessions,
    signing_in,
    single_sign_on,
    user_access,
    users,
)

pages = [
    path("forgotten/", signing_in.forgotten, name="forgotten"),
    path("confirm/", signing_in.confirm, name="confirm"),
    path("setup/<str:token>/", signing_in.setup, name="setup"),
    path("setup/organisation/profile/", organisation.setup_organisation, name="setup_organisation"),
    path("password/<str:token>/", signing_in.set_password, name="set_password"),
    path("profile/", profile.profile, name="profile"),
    path("sign-in/second-factor/", signing_in.give_factor, name="give_factor"),
    path("sign-in/passkey/", signing_in.passkey, name="passkey"),
    path("sign-in/single-sign-on/", single_sign_on.go, name="single_sign_on"),
    path("sign-in/single-sign-on/back/", single_sign_on.back, name="single_sign_on_back"),
    path("profile/second-factor/", second_factor.show, name="second_factor"),
    path("profile/second-factor/app/", second_factor.add_app, name="add_app"),
    path("profile/second-factor/passkeys/", second_factor.add_passkey, name="add_passkey"),
    path("profile/second-factor/recovery-codes/", second_factor.make_codes, name="make_codes"),
    path("profile/second-factor/<int:pk>/name/", second_factor.rename, name="rename_factor"),
    path("profile/second-factor/<int:pk>/removal/", second_factor.remove, name="remove_factor"),
    path("profile/sessions/", sessions.show, name="sessions"),
    path("profile/sessions/ending/", sessions.end, name="end_session"),
    path("profile/sessions/others/ending/", sessions.end_others, name="end_other_sessions"),
    path("profile/password/", profile.change_password, name="change_password"),
    path("users/", users.list_users, name="users"),
    path("users/new/", users.new_user, name="new_user"),
    path("users/<int:pk>/", users.one_user, name="user"),
    path("users/<int:pk>/deactivation/", users.deactivate, name="deactivate_user"),
    path("users/<int:pk>/reactivation/", users.reactivate, name="reactivate_user"),
    path("users/<int:pk>/sessions/ending/", user_access.end_sessions, name="end_user_sessions"),
    path("users/<int:pk>/second-factors/removal/", user_access.remove_factors, name="remove_user_factors"),
    path("users/<int:pk>/invitation/revocation/", user_access.revoke_invitation, name="revoke_invitation"),
    path("users/<int:pk>/password-link/", users.make_password_link, name="make_password_link"),
    path("roles/", users.list_roles, name="roles"),
    path("keys/", keys.list_keys, name="keys"),
    path("keys/new/", keys.new_key, name="new_key"),
    path("keys/<int:pk>/revocation/", keys.revoke, name="revoke_key"),
    path("keys/<int:pk>/taking-over/", user_access.take_over_key, name="take_over_key"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/logo/", organisation.logo, name="logo"),
]

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="account_login"),
    path("sign-out/", signing_in.sign_out, name="account_logout"),
    path("", include((pages, "accounts"))),
]
