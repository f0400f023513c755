"""Generated histories: a world of people who share addresses, merge, object, are told and change their minds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from samtykke.consents.canonical import COLUMNS
from samtykke.consents.queries.append import INPUT_COLUMNS, append_from, refresh_where
from samtykke.contacts.addresses import fingerprint
from samtykke.purposes.models import Assessment, PrivacySettings, Purpose, PurposeVersion
from tests.consents import naive

PAST = datetime(2025, 1, 1, tzinfo=UTC)
GRID = [PAST + timedelta(days=30 * step) for step in range(12)]
EVENT_TYPES = {
    "occurred_at": "timestamptz",
    "expires_at": "timestamptz",
    "evidence_at": "timestamptz",
    "salt": "bytea",
    "facts": "jsonb",
    "scope": "integer",
}
TEXTS = {
    "status",
    "article",
    "via",
    "act_by",
    "actor_kind",
    "precision",
    "shown_hash",
    "channels",
    "permission",
    "evidence_kind",
    "evidence_reference",
    "evidence_text",
    "evidence_place",
    "comment",
    "shown_text",
}


@dataclass
class Made:
    world: naive.World
    purpose: Purpose
    first: int
    moments: list[datetime]  # between the batches in which the events were recorded
    everybody: list[int]


def make(seed: int, *, size: int = 200, shuffle: bool = False) -> Made:
    """A world of `size` people in the database and the same world for the naive model."""
    rng = random.Random(seed)
    purpose = ground(rng)
    first = _draw("contacts_person_id_seq", size + 1)
    world = _people(rng, first, size)
    rules = PurposeVersion.objects.get(purpose=purpose)
    settings = PrivacySettings.objects.get()
    world.is_marketing, world.is_active, world.scope = purpose.is_marketing, rules.is_active, rules.scope
    world.assessment_holds = Assessment.objects.filter(purpose=purpose).exists()
    world.role_addresses, world.existing_customers = settings.role_addresses, settings.existing_customers
    world.only_consent = purpose.pk in settings.only_consent
    _merges(rng, world)
    ids = count(_draw("consents_consentevent_id_seq", size * 6))
    drafts = [draft for one in world.people.values() for draft in _events(rng, one, ids)]
    if shuffle:
        random.Random(seed + 1).shuffle(drafts)
    moments = []
    for part in range(3):
        _record(world, purpose, drafts[part::3])
        _standings(rng, world, part)
        moments.append(_clock())
    everybody = sorted(world.people)
    refresh_where("SELECT unnest(%(who)s::bigint[]) AS person_id", {"who": everybody})
    return Made(world, purpose, first, moments, everybody)


def ground(rng: random.Random) -> Purpose:
    """A purpose with one version, perhaps an assessment, and the settings, all from before the first event."""
    marketing = rng.random() < 0.7
    purpose = Purpose.objects.create(
        key=f"P{rng.getrandbits(40)}", names={"en": f"p{rng.getrandbits(40)}"}, is_marketing=marketing
    )
    early = PAST - timedelta(days=1)
    PurposeVersion.objects.create(
        purpose=purpose,
        valid_from=early,
        is_active=rng.random() < 0.9,
        scope=rng.choice([1, 1, 2]),
        changed_by_kind="system",
    )
    if rng.random() < 0.7:
        Assessment.objects.create(
            purpose=purpose,
            version=1,
            approved_at=early,
            review_on=datetime(2030, 1, 1, tzinfo=UTC).date(),
            lapses_at=datetime(2030, 1, 1, tzinfo=UTC),
        )
    PrivacySettings.objects.all().delete()
    PrivacySettings.objects.create(
        valid_from=early,
        role_addresses=rng.random() < 0.5,
        existing_customers=rng.random() < 0.5,
        only_consent=[purpose.pk] if rng.random() < 0.2 else [],
        changed_by_kind="system",
    )
    return purpose


def _people(rng: random.Random, first: int, size: int) -> naive.World:
    world = naive.World({})
    rows, emails = [], []
    address = _draw("contacts_address_id_seq", size * 3)
    for number in range(size):
        one = naive.Someone(
            first + number,
            from_person=rng.random() < 0.6,
            informed_at=rng.choice([None, rng.choice(GRID)]),
            deleted_at=rng.choice(GRID) if rng.random() < 0.05 else None,
            nameless=rng.random() < 0.3,
        )
        for place in range(rng.choice([0, 1, 1, 1, 2])):
            # few addresses for many people, so that they are shared
            normal = f"{rng.choice(['post', 'kari', 'ola', 'siri'])}{rng.randrange(size // 2)}@{place}.example"
            retired = PAST if rng.random() < 0.15 else None
            primary = place == 0 and retired is None
            one.addresses.append(
                naive.Address(address, one.id, normal, primary, normal.startswith("post"), retired is not None)
            )
            emails.append(
                (
                    one.id,
                    address,
                    normal,
                    fingerprint(normal),
                    "role" if normal.startswith("post") else "personal",
                    primary,
                    retired,
                )
            )
            address += 1
        world.people[one.id] = one
        rows.append((one.id, "" if one.nameless else "Kari", one.from_person, one.informed_at, one.deleted_at))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO contacts_person (id, first_name, last_name, title, language, country, origin_purpose_id, "
            "origin_basis_id, origin_source_id, origin_at, origin_actor_kind, origin_actor_id, origin_via, from_person, "
            "inform_by, informed_at, deleted_at) VALUES (%s, %s, '', '', '', '', 1, 1, 1, now(), 'system', 0, 'system', "
            "%s, '2025-02-01', %s, %s)",
            rows,
        )
        cursor.executemany(
            "INSERT INTO contacts_personemail (person_id, id, address, normal, fingerprint, kind, use, is_primary, retired_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, 'work', %s, %s)",
            [(who, row, normal, normal, *rest) for who, row, normal, *rest in emails],
        )
    return world


def _merges(rng: random.Random, world: naive.World) -> None:
    ids = list(world.people)
    rng.shuffle(ids)
    for _ in range(len(ids) // 10):
        survivor, merged = ids.pop(), ids.pop()
        at = rng.choice(GRID)
        undone = at + timedelta(days=rng.choice([15, 100])) if rng.random() < 0.4 else None
        world.merges.append((survivor, merged, at, undone))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO contacts_merge (survivor_id, merged_id, at, undone_at, actor_kind, actor_id, undone_by_kind) "
            "VALUES (%s, %s, %s, %s, 'system', 0, '')",
            world.merges,
        )


def _events(rng: random.Random, one: naive.Someone, ids: Iterator[int]) -> list[dict[str, Any]]:
    drafts: list[dict[str, Any]] = []
    for _ in range(rng.choice([0, 1, 1, 2, 3, 4, 6])):
        status = rng.choice(
            [
                "given",
                "given",
                "given",
                "in_force",
                "in_force",
                "withdrawn",
                "refused",
                "objected",
                "ended",
                "requested",
                "pending_confirmation",
                "unknown",
                "expired",
                "invalidated",
            ]
        )
        if status == "invalidated" and not drafts:
            status = "unknown"
        article = {"in_force": "f", "ended": "f", "objected": rng.choice(["", "f", "a"])}.get(status, "a")
        if status in {"in_force", "ended"}:
            article = rng.choice("bff")
        at = rng.choice(GRID)
        kind = rng.choice(["double_opt_in", "web_form", "paper", "note", "import"])
        # an address of their own, of another, or none
        email = rng.choice([a.id for a in one.addresses] * 3 + [None, 1])
        drafts.append(
            {
                "person_id": one.id,
                "id": next(ids),
                "status": status,
                "legal_basis_id": None if article == "" else 1,
                "article": article,
                "act_by": rng.choice(["person", "controller"]),
                "occurred_at": at,
                "wording_id": 1 if status == "given" and rng.random() < 0.5 else None,
                "shown_hash": "ab" if status == "given" else "",
                "scope": rng.choice([1, 2]),
                "email_id": email,
                "channels": rng.choice(["email", "email", "email,sms", "sms"]),
                "expires_at": at + timedelta(days=rng.choice([20, 200]))
                if status in naive.YES and rng.random() < 0.3
                else None,
                "permission": "existing_customer"
                if status == "in_force" and article == "f" and rng.random() < 0.4
                else "",
                "evidence_kind": kind if status in {"given", "withdrawn"} else "",
                "voids_id": rng.choice(drafts)["id"] if status == "invalidated" else None,
            }
        )
    return drafts


def _record(world: naive.World, purpose: Purpose, drafts: list[dict[str, Any]]) -> None:
    fixed = {
        "purpose_id": purpose.pk,
        "source_id": 1,
        "via": "system",
        "actor_kind": "system",
        "actor_id": 0,
        "precision": "instant",
        "salt": b"s" * 32,
    }
    rows = [{**fixed, **draft} for draft in drafts]
    if not rows:
        return
    arrays = {column: [row.get(column, "" if column in TEXTS else None) for row in rows] for column in INPUT_COLUMNS}
    relation = (
        "SELECT * FROM unnest("
        + ", ".join(
            f"%({column})s::{'text' if column in TEXTS else EVENT_TYPES.get(column, 'bigint')}[]"
            for column in INPUT_COLUMNS
        )
        + f") AS t ({', '.join(INPUT_COLUMNS)})"
    )
    assert append_from(relation, arrays) == len(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) FROM consents_consentevent WHERE id = ANY(%s)", [arrays["id"]])
        recorded_at = cursor.fetchone()[0]
    for row in rows:
        world.people[row["person_id"]].events.append(
            naive.Event(
                person=row["person_id"],
                id=row["id"],
                status=row["status"],
                occurred_at=row["occurred_at"],
                recorded_at=recorded_at,
                article=row["article"],
                act_by=row["act_by"],
                evidence=row["evidence_kind"],
                shown=row["status"] == "given",
                scope=row["scope"],
                email_id=row["email_id"],
                channels=tuple(row["channels"].split(",")),
                expires_at=row["expires_at"],
                permission=row["permission"],
                voids=row["voids_id"],
            )
        )


def _standings(rng: random.Random, world: naive.World, part: int) -> None:
    """Objections, restrictions and suppressions, a few in each batch."""
    recorded_at = _clock()
    common = "occurred_at, recorded_at, act_by, actor_kind, actor_id, via"
    stamp = "%s, %s, 'controller', 'system', 0, 'system'"
    with connection.cursor() as cursor:
        for one in rng.sample(list(world.people.values()), len(world.people) // 12):
            at = rng.choice(GRID)
            made = [row.id for row in one.objections if row.kind == "made"]
            kind = "voided" if made and rng.random() < 0.4 else "made"
            voids = rng.choice(made) if kind == "voided" else None
            cursor.execute(
                f"INSERT INTO consents_objection (person_id, kind, voids_id, {common}) VALUES (%s, %s, %s, {stamp}) RETURNING id",
                [one.id, kind, voids, at, recorded_at],
            )
            one.objections.append(naive.Standing(kind, cursor.fetchone()[0], at, recorded_at, voids))
        for one in rng.sample(list(world.people.values()), len(world.people) // 25):
            at, kind = rng.choice(GRID), rng.choice(["set", "set", "lifted"])
            cursor.execute(
                f"INSERT INTO consents_restriction (person_id, kind, {common}) VALUES (%s, %s, {stamp}) RETURNING id",
                [one.id, kind, at, recorded_at],
            )
            one.restrictions.append(naive.Standing(kind, cursor.fetchone()[0], at, recorded_at))
        used = sorted({a.normal for one in world.people.values() for a in one.addresses})
        for normal in rng.sample(used, len(used) // 25):
            at, kind, reach = rng.choice(GRID), rng.choice(["set", "set", "lifted"]), rng.choice(["all", "marketing"])
            cursor.execute(
                f"INSERT INTO consents_suppression (fingerprint, key_id, reach, kind, {common}) VALUES (%s, 'k', %s, %s, {stamp}) RETURNING id",
                [fingerprint(normal), reach, kind, at, recorded_at],
            )
            world.suppressions.setdefault(normal, []).append(
                naive.Standing(kind, cursor.fetchone()[0], at, recorded_at, None, reach)
            )


def _draw(sequence: str, count: int = 1) -> int:
    """The first of `count` fresh ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(n) FROM (SELECT nextval(%s::regclass) AS n FROM generate_series(1, %s)) d", [sequence, count]
        )
        return int(cursor.fetchone()[0])


def _clock() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.002)")
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        cursor.execute("SELECT pg_sleep(0.002)")
    return moment


assert set(COLUMNS) - {"recorded_at"} <= set(INPUT_COLUMNS)
