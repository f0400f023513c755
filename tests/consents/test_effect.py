"""What settings would do, told before they are saved, is what they do. M21; Done when 4 of the settings."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from samtykke.consents.queries.decisions import ALLOWED_REASONS, may, stream_permitted
from samtykke.consents.queries.effect import CHANNELS
from samtykke.consents.queries.gate import Asked
from samtykke.consents.queries.settings_effect import effects, permitted_with
from samtykke.core.actors import Actor, Via
from samtykke.purposes import actions
from samtykke.purposes.actions.versions import append_settings
from samtykke.purposes.models import Channel, PrivacySettings, Purpose
from samtykke.purposes.queries import privacy_settings
from tests.consents import histories, naive

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BY: dict[str, Any] = {"by": Actor.user(7), "via": Via.STAFF}
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


def thought_of(**changes: Any) -> PrivacySettings:
    """The settings in force, with something else in them; not saved."""
    settings = privacy_settings()
    return PrivacySettings(
        **{
            name: changes.get(name, getattr(settings, name))
            for name in ("role_addresses", "existing_customers", "only_consent")
        }
    )


def drawn(rng: random.Random, purpose: Purpose) -> dict[str, Any]:
    """A change of one setting, or of several, that decides who may be written to."""
    before = privacy_settings()
    every = {
        "role_addresses": not before.role_addresses,
        "existing_customers": not before.existing_customers,
        "only_consent": [] if before.only_consent else [purpose.pk],
    }
    names = rng.sample(sorted(every), rng.choice([1, 1, 2, 3]))
    return {name: every[name] for name in names}


@pytest.mark.parametrize("seed", range(20))
def test_the_previewed_set_is_the_set_after_saving(seed: int) -> None:
    """Done when 4: twenty generated changes over generated histories. Breaks when the preview asks anything but the gate."""
    with transaction.atomic():
        made = histories.make(seed, size=120)
        changes = drawn(random.Random(seed), made.purpose)
        before = {channel: permitted_with(Asked(made.purpose, channel)) for channel in CHANNELS}
        previewed = {
            channel: permitted_with(Asked(made.purpose, channel, settings=thought_of(**changes)))
            for channel in CHANNELS
        }  # fmt: skip
        told = effects(thought_of(**changes), [made.purpose])
        assert permitted_with(Asked(made.purpose)) == before[Channel.EMAIL], "a preview changes nothing"
        actions.change_settings(changes=changes, **BY)
        after = {channel: {r.person for r in stream_permitted(Asked(made.purpose, channel))} for channel in CHANNELS}
        assert previewed == after
        moved = {c: (len(before[c] - after[c]), len(after[c] - before[c])) for c in CHANNELS}
        assert {e.channel: (e.no_longer, e.from_now_on) for e in told} == {c: n for c, n in moved.items() if any(n)}
        for name, said in changes.items():
            setattr(made.world, name, made.purpose.pk in said if name == "only_consent" else said)
        said_plainly = {
            who for who in made.everybody
            if made.world.survivor(who, FOREVER, FOREVER) == who
            and naive.may(made.world, who, datetime.now(UTC), FOREVER) in ALLOWED_REASONS
        }  # fmt: skip
        assert {who for who in after[Channel.EMAIL] if who >= made.first} == said_plainly
        transaction.set_rollback(True)


def test_what_bites_in_marketing_alone_asks_nobody_elsewhere(django_assert_max_num_queries: Any) -> None:
    """Breaks when the preview counts everybody for a purpose where nobody's answer can differ."""
    store = Purpose.objects.get(key="STORE")
    settings = thought_of(role_addresses=True, existing_customers=True)
    with django_assert_max_num_queries(3):
        assert effects(settings, [store]) == []


def test_the_changes_drawn_take_people_out_and_let_people_in() -> None:
    """Breaks when the twenty changes above move nobody, so that they would agree about nothing."""
    gained = lost = 0
    for seed in (0, 6, 15, 17, 19):
        with transaction.atomic():
            made = histories.make(seed, size=120)
            for effect in effects(thought_of(**drawn(random.Random(seed), made.purpose)), [made.purpose]):
                lost, gained = lost + effect.no_longer, gained + effect.from_now_on
            transaction.set_rollback(True)
    assert lost
    assert gained


def test_a_preview_writes_nothing() -> None:
    """Breaks when a preview leaves a version behind: the database refuses a write in a transaction that only reads."""
    from django.db import connection

    purpose = Purpose.objects.get(key="EMARKETING")
    count = PrivacySettings.objects.count()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        effects(thought_of(role_addresses=True, only_consent=[purpose.pk]), [purpose])
        transaction.set_rollback(True)
    assert PrivacySettings.objects.count() == count


def test_where_only_a_consent_counts_another_basis_lets_nobody_be_written_to() -> None:
    """Check 53, D2: narrowed per purpose. Breaks when an exception still lets somebody in."""
    with transaction.atomic():
        made = next(
            made for made in map(histories.make, range(30))
            if made.world.is_active and made.world.existing_customers and not made.world.only_consent
        )  # fmt: skip
        append_settings({"only_consent": [made.purpose.pk]}, by=Actor.system())
        reasons = {may(who, made.purpose).reason for who in made.everybody}
        assert "consent_needed" in reasons
        assert not reasons & {"existing_customer", "role_address"}
        transaction.set_rollback(True)
