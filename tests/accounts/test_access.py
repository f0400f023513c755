"""Every address of access, asked by those who may and by those who may not."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver

from samtykke.accounts import urls
from samtykke.accounts.access import NotAllowed, may, needs, recently_confirmed, rights_of
from samtykke.accounts.models import ApiKey, Approval, Team, User
from samtykke.accounts.rights import Right, Scope
from tests.accounts.factories import make_key, make_user, signed_in

pytestmark = pytest.mark.django_db

# name → (method → rights, "signed in" or "public")
ADDRESSES: dict[str, tuple[str, str | tuple[Right, ...]]] = {
    "sign-in/": ("get post", "public"),
    "forgotten/": ("get post", "public"),
    "sign-out/": ("post", "signed in"),
    "confirm/": ("get post", "signed in"),
    "sign-in/second-factor/": ("get post", "public"),
    "sign-in/passkey/": ("get post", "public"),
    "sign-in/single-sign-on/": ("post", "public"),
    "sign-in/single-sign-on/back/": ("get post", "public"),
    "profile/sessions/": ("get", "signed in"),
    "profile/sessions/ending/": ("post", "signed in"),
    "profile/sessions/others/ending/": ("post", "signed in"),
    "users/<int:pk>/sessions/ending/": ("post", (Right.USERS_MANAGE,)),
    "users/<int:pk>/second-factors/removal/": ("post", (Right.USERS_MANAGE,)),
    "users/<int:pk>/invitation/revocation/": ("post", (Right.USERS_MANAGE,)),
    "keys/<int:pk>/taking-over/": ("post", (Right.KEYS_MANAGE,)),
    "profile/second-factor/": ("get", "signed in"),
    "profile/second-factor/app/": ("get post", "signed in"),
    "profile/second-factor/passkeys/": ("get post", "signed in"),
    "profile/second-factor/recovery-codes/": ("post", "signed in"),
    "profile/second-factor/<int:pk>/name/": ("post", "signed in"),
    "profile/second-factor/<int:pk>/removal/": ("post", "signed in"),
    "setup/<str:token>/": ("get post", "public"),
    "setup/organisation/profile/": ("get post", (Right.SETTINGS_MANAGE,)),
    "password/<str:token>/": ("get post", "public"),
    "profile/": ("get post", "signed in"),
    "profile/password/": ("post", "signed in"),
    "users/": ("get", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "users/new/": ("get post", (Right.USERS_MANAGE,)),
    "users/<int:pk>/": ("get post", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "users/<int:pk>/deactivation/": ("post", (Right.USERS_MANAGE,)),
    "users/<int:pk>/reactivation/": ("post", (Right.USERS_MANAGE,)),
    "users/<int:pk>/password-link/": ("post", (Right.USERS_MANAGE,)),
    "users/<int:pk>/rights/": ("get", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "rights/": ("get", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "access/": ("get", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "access/file/": ("get", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "roles/": ("get", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "roles/new/": ("get post", (Right.USERS_MANAGE,)),
    "roles/<str:key>/": ("get post", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "roles/<str:key>/shipped-rights/": ("post", (Right.USERS_MANAGE,)),
    "roles/<str:key>/deletion/": ("post", (Right.USERS_MANAGE,)),
    "roles/<str:key>/restoration/": ("post", (Right.USERS_MANAGE,)),
    "teams/": ("get", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "teams/new/": ("get post", (Right.USERS_MANAGE,)),
    "teams/<int:pk>/": ("get post", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "teams/<int:pk>/deletion/": ("post", (Right.USERS_MANAGE,)),
    "teams/<int:pk>/restoration/": ("post", (Right.USERS_MANAGE,)),
    "approvals/": ("get", "signed in"),
    "approvals/<int:pk>/": ("get", "signed in"),
    "approvals/<int:pk>/approval/": ("post", "signed in"),
    "approvals/<int:pk>/refusal/": ("post", "signed in"),
    "approvals/<int:pk>/withdrawal/": ("post", "signed in"),
    "four-eyes/": ("get post", (Right.USERS_MANAGE, Right.GOVERNANCE_VIEW)),
    "keys/": ("get", (Right.KEYS_MANAGE, Right.GOVERNANCE_VIEW)),
    "keys/new/": ("get post", (Right.KEYS_MANAGE,)),
    "keys/<int:pk>/revocation/": ("post", (Right.KEYS_MANAGE,)),
    "organisation/": ("get post", (Right.SETTINGS_MANAGE, Right.GOVERNANCE_VIEW)),
    "organisation/logo/": ("get", "public"),
}
CLOSED = sorted(route for route, (_, who) in ADDRESSES.items() if isinstance(who, tuple))
CONFIRMED = {
    "profile/second-factor/app/",
    "profile/second-factor/passkeys/",
    "profile/second-factor/recovery-codes/",
    "users/new/",
    "users/<int:pk>/",
    "keys/new/",
    "roles/new/",
    "roles/<str:key>/",
    "four-eyes/",
}


def patterns(found: list[URLPattern | URLResolver]) -> list[URLPattern]:
    return [
        pattern
        for each in found
        for pattern in (patterns(each.url_patterns) if isinstance(each, URLResolver) else [each])
    ]


def address(route: str, pk: int = 1) -> str:
    return "/" + route.replace("<int:pk>", str(pk)).replace("<str:token>", "x" * 43).replace("<str:key>", "sales")


def methods(route: str) -> list[str]:
    return ADDRESSES[route][0].split()


def test_every_address_stands_in_the_table_with_its_rights() -> None:
    told: dict[str, str | tuple[Right, ...] | None] = {}
    for pattern in patterns(urls.urlpatterns):
        view = pattern.callback
        rights = rights_of(view)
        told[str(pattern.pattern)] = "public" if getattr(view, "public", False) else (rights or "signed in")
    assert told == {route: who for route, (_, who) in ADDRESSES.items()}


@pytest.mark.parametrize("route", sorted(ADDRESSES))
def test_nobody_comes_in_without_signing_in(route: str, client: Client) -> None:
    make_user("Per")
    for method in ("get", "post"):
        answer = getattr(client, method)(address(route))
        if ADDRESSES[route][1] == "public":
            assert answer.status_code in {200, 302, 404, 405}
        else:
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/")


@pytest.mark.parametrize("route", CLOSED)
def test_a_user_without_rights_is_refused_and_nothing_is_told_or_done(route: str) -> None:
    secret = make_user("Hemmelig Navn", "administrator", email="hemmelig@fjordlys.example")
    key, _ = make_key(name="Hemmelig nøkkel")
    before = list(User.objects.order_by("pk").values()), list(ApiKey.objects.values())
    browser = signed_in(make_user("Per"))
    for pk in (secret.pk, 999_999):
        for method in methods(route):
            answer = getattr(browser, method)(address(route, pk), {"name": "x", "email": "x@y.example"})
            assert answer.status_code == 403
            assert "hemmelig@" not in answer.content.decode()
            assert key.name not in answer.content.decode()
    after = list(User.objects.exclude(name="Per").order_by("pk").values()), list(ApiKey.objects.values())
    assert after == before


@pytest.mark.parametrize("route", sorted(ADDRESSES))
def test_another_method_is_not_allowed(route: str) -> None:
    browser = signed_in(make_user("Anne", "administrator"))
    for method in {"get", "post", "put", "delete", "patch"} - set(methods(route)):
        # Where no provider is set, the addresses of single sign-on are not there at all.
        assert getattr(browser, method)(address(route)).status_code in ({404, 405} if "single" in route else {405})


@pytest.mark.parametrize("route", sorted(ADDRESSES))
@pytest.mark.parametrize("language", ["nb", "en"])
def test_an_administrator_sees_every_page_in_both_languages(route: str, language: str) -> None:
    if "get" not in methods(route) or ADDRESSES[route][1] == "public":
        return
    anne = make_user("Anne", "administrator", language=language)
    make_key(Scope.MAY_READ)
    Team.objects.create(pk=anne.pk, name="Bergen")
    Approval.objects.create(
        pk=anne.pk, kind="user:deactivation", subject_kind="user", subject_id=anne.pk, reason="x", asked_by=anne
    )
    answer = signed_in(anne).get(address(route, anne.pk))
    assert answer.status_code == 200
    if not route.endswith("file/"):
        assert b"<h1>" in answer.content


@pytest.mark.parametrize("route", sorted(CONFIRMED))
def test_what_reaches_far_asks_for_the_password_again(route: str) -> None:
    anne = make_user("Anne", "administrator")
    browser = signed_in(anne, confirmed=False)
    for method in methods(route):
        assert getattr(browser, method)(address(route, anne.pk)).url.startswith("/confirm/?next=")


def test_what_is_not_there_is_not_found() -> None:
    browser = signed_in(make_user("Anne", "administrator"))
    assert browser.get("/users/999999/").status_code == 404
    for route in ("users/999999/deactivation", "users/999999/password-link", "keys/999999/revocation"):
        assert browser.post(f"/{route}/").status_code == 404


def test_a_right_may_be_hidden_behind_not_found(rf: RequestFactory) -> None:
    @needs(Right.AUDIT_VIEW, hide=True)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = rf.get("/")
    request.user = make_user("Per")
    with pytest.raises(Http404):
        view(request)
    request.user = make_user("Siri", "auditor")
    assert view(request).status_code == 200


def test_every_named_right_is_needed(rf: RequestFactory) -> None:
    @recently_confirmed
    @needs(Right.PEOPLE_VIEW, Right.PEOPLE_EXPORT)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = rf.get("/")
    request.session = {}  # type: ignore[assignment]
    request.user = make_user("Ola", "sales")
    assert may(request, Right.PEOPLE_VIEW)
    assert view(request).status_code == 302
    with pytest.raises(NotAllowed):
        view.__wrapped__(request)  # type: ignore[attr-defined]
    assert rights_of(view) == (Right.PEOPLE_VIEW, Right.PEOPLE_EXPORT)
    assert view.confirms  # type: ignore[attr-defined]
