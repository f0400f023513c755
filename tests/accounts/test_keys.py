from __future__ import annotations

from datetime import timedelta

import pytest

from samtykke.accounts import actions, queries
from samtykke.accounts.models import ApiKey
from samtykke.accounts.rights import Scope
from samtykke.audit.afterwards import answering
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from tests.accounts.factories import make_key, make_user

pytestmark = pytest.mark.django_db


def test_a_readable_key_is_kept_nowhere() -> None:
    key, readable = make_key()
    kept = str(ApiKey.objects.values().get()) + str(list(trail().values()))
    assert readable not in kept
    assert readable[:8] == key.prefix
    assert len(readable) >= 40


def test_a_usable_key_is_found_and_no_other() -> None:
    key, readable = make_key()
    assert queries.key_behind(readable) == key
    for wrong in ("", readable[:-1], readable + "x", key.key_hash, "\x00", "æ", "\ud800"):
        assert queries.key_behind(wrong) is None


def test_an_expired_key_opens_nothing() -> None:
    key, readable = make_key(expires_at=now() + timedelta(minutes=1))
    assert queries.key_behind(readable)
    ApiKey.objects.update(expires_at=now())
    assert queries.key_behind(readable) is None
    key.refresh_from_db()
    assert key.state == "expired"


def test_a_revoked_key_opens_nothing_and_revoking_twice_is_no_error() -> None:
    key, readable = make_key()
    anne = make_user("Anne", "administrator")
    for _ in range(2):
        key = actions.revoke_api_key(key, by=anne.actor, via=Via.STAFF)
    assert key.state == "revoked"
    assert queries.key_behind(readable) is None
    assert [entry.deed for entry in trail()].count("key:revoked") == 1


def test_a_key_does_what_its_scopes_name_and_nothing_else() -> None:
    key, _ = make_key(Scope.PERSONS_READ, Scope.MAY_READ)
    assert [scope for scope in Scope if key.has_scope(scope)] == [Scope.PERSONS_READ, Scope.MAY_READ]
    assert key.actor == Actor.integration(key.pk)


def test_a_key_without_scope_or_too_short_or_taken_is_refused() -> None:
    _, readable = make_key()
    for wanted, code in (
        ({"scopes": []}, "no_scope"),
        ({"readable": "x" * 31}, "key_too_short"),
        ({"readable": readable}, "key_taken"),
    ):
        with pytest.raises(Refused) as refused:
            actions.create_api_key(
                **{"name": "ERP", "scopes": [Scope.MAY_READ], "by": Actor.system(), "via": Via.COMMAND, **wanted}  # type: ignore[arg-type]
            )
        assert refused.value.code == code


def test_a_given_key_of_32_characters_is_taken_as_it_is() -> None:
    key, readable = make_key(readable="d" * 32)
    assert readable == "d" * 32
    assert queries.key_behind("d" * 32) == key


def test_the_use_of_a_key_is_noted_after_the_answer_and_at_most_once_a_minute() -> None:
    key, readable = make_key()
    with answering():
        assert actions.use_api_key(readable) == key
        assert ApiKey.objects.get().last_used_at is None
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    actions.use_api_key(readable)
    assert ApiKey.objects.get().last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(seconds=61))
    actions.use_api_key(readable)
    assert ApiKey.objects.get().last_used_at >= first


def test_an_unknown_key_is_not_noted() -> None:
    assert actions.use_api_key("x" * 40) is None
