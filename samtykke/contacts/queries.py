"""Finding people and companies, the locks every change takes, and the set statements files use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from psycopg import sql

from samtykke.accounts.secrets import hashed
from samtykke.contacts.addresses import fingerprint_pads
from samtykke.contacts.company_queries import companies_like
from samtykke.contacts.models import (
    Company,
    Merge,
    Person,
    PersonEmail,
    PersonExternalId,
    PersonLink,
    PersonPhone,
    PossiblePair,
)
from samtykke.contacts.named import (
    PERSON_WORDS,
    has_words,
    naming,
    naming_companies,
    normal_or_none,
    query_of,
)
from samtykke.contacts.role_addresses import ROLE_LOCAL_PARTS
from samtykke.core.clock import now

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from django.db.models import Model

    from samtykke.contacts.models import PersonQuerySet

# Who counts, as `PersonQuerySet.held()` says it, where SQL is written out over `contacts_person p`: nobody in the bin, and
# nobody who was merged into another. Every figure of the desk, the map and the record asks by it.
HELD = """
p.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM contacts_merge m WHERE m.merged_id = p.id AND m.undone_at IS NULL)
"""
R = TypeVar("R", PersonEmail, PersonPhone)
MOST_LIKE = 20

# The relations that insert_emails_from and insert_phones_from read: `id` and `kind` may be NULL (drawn, told by the
# list of role addresses). At most one row of a person is primary.
EMAIL_COLUMNS = ("person_id", "id", "address", "normal", "kind", "use", "is_primary", "run_id")
PHONE_COLUMNS = ("person_id", "id", "number", "kind", "use", "is_primary", "run_id")

# Locks people in the order of their ids: two sets never wait for each other.
LOCK = "SELECT id FROM contacts_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"

# Beside the id itself, the one lock that a file takes alone: it has more ids than there is room for locks.
LOCK_EXTERNAL_ID = """
SELECT pg_advisory_xact_lock_shared(hashtext('external_ids'), 0),
       pg_advisory_xact_lock(hashtextextended('external_id:' || %s, 0))
"""
LOCK_EXTERNAL_IDS = "SELECT pg_advisory_xact_lock(hashtext('external_ids'), 0)"

_EMAIL = r"""r.person_id, coalesce(r.id, nextval('contacts_address_id_seq')), r.address, r.normal,
    sha256(%(outer_pad)s || sha256(%(inner_pad)s || replace(r.normal, '\', '\\')::bytea)),
    coalesce(r.kind, CASE WHEN split_part(split_part(r.normal, '@', 1), '+', 1) = ANY(%(role_local_parts)s)
        THEN 'role' ELSE 'personal' END),
    coalesce(r.use, 'work')"""
_PHONE = """r.person_id, coalesce(r.id, nextval('contacts_address_id_seq')), r.number, coalesce(r.kind, 'mobile'),
    coalesce(r.use, 'work')"""
# A known address comes back to life as the row it was; an address is never a person's second primary one.
INSERT_EMAILS = f"""
INSERT INTO contacts_personemail AS known
    (person_id, id, address, normal, fingerprint, kind, use, is_primary, run_id)
SELECT DISTINCT ON (r.person_id, r.normal)
    {_EMAIL},
    r.is_primary AND NOT EXISTS (SELECT FROM contacts_personemail p
        WHERE p.person_id = r.person_id AND p.is_primary AND p.retired_at IS NULL),
    r.run_id
FROM (__relation__) AS r
ORDER BY r.person_id, r.normal, r.is_primary DESC
ON CONFLICT (person_id, normal) DO UPDATE SET retired_at = NULL, is_primary = excluded.is_primary
    WHERE known.retired_at IS NOT NULL
"""
INSERT_PHONES = f"""
INSERT INTO contacts_personphone AS known (person_id, id, number, kind, use, is_primary, run_id)
SELECT DISTINCT ON (r.person_id, r.number)
    {_PHONE},
    r.is_primary AND NOT EXISTS (SELECT FROM contacts_personphone p
        WHERE p.person_id = r.person_id AND p.is_primary AND p.retired_at IS NULL),
    r.run_id
FROM (__relation__) AS r
ORDER BY r.person_id, r.number, r.is_primary DESC
ON CONFLICT (person_id, number) DO UPDATE SET retired_at = NULL, is_primary = excluded.is_primary
    WHERE known.retired_at IS NOT NULL
"""
# Of people who have no address yet, one each: there is nothing to meet.
FIRST_EMAILS = f"""
INSERT INTO contacts_personemail (person_id, id, address, normal, fingerprint, kind, use, is_primary, run_id)
SELECT {_EMAIL}, true, r.run_id FROM (__relation__) AS r
"""
FIRST_PHONES = f"""
INSERT INTO contacts_personphone (person_id, id, number, kind, use, is_primary, run_id)
SELECT {_PHONE}, true, r.run_id FROM (__relation__) AS r
"""


def new_person_id() -> int:
    """The id of a person to be, for who is the actor of their own registration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('contacts_person', 'id'))")
        return int(cursor.fetchone()[0])


def lock(person_ids: Iterable[int]) -> list[int]:
    """Locks people before any event, in the order of their ids, and returns those that exist."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(set(person_ids))])
        return [row[0] for row in cursor.fetchall()]


def insert_emails_from(relation: str, params: Mapping[str, Any] | None = None, *, first: bool = False) -> int:
    """Adds the addresses of a relation of EMAIL_COLUMNS (a SELECT); those a person has already stay as they are.

    `first`: one each, of people who have none yet.
    """
    inner, outer = fingerprint_pads()
    ours: dict[str, Any] = {"inner_pad": inner, "outer_pad": outer, "role_local_parts": sorted(ROLE_LOCAL_PARTS)}
    statement = FIRST_EMAILS if first else INSERT_EMAILS
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("__relation__", relation), {**(params or {}), **ours})
        return int(cursor.rowcount)


def insert_phones_from(relation: str, params: Mapping[str, Any] | None = None, *, first: bool = False) -> int:
    """Adds the numbers of a relation of PHONE_COLUMNS (a SELECT); those a person has already stay as they are.

    `first`: one each, of people who have none yet.
    """
    statement = FIRST_PHONES if first else INSERT_PHONES
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("__relation__", relation), dict(params or {}))
        return int(cursor.rowcount)


def search_people(text: str, *, among: PersonQuerySet, without: Container[str] = ()) -> PersonQuerySet:
    """Those `among` some people (whom somebody sees, or all we hold) whom the text names: beginnings of words in any
    order, an address, a phone, an external id; `without` the fields that are covered for who asks, by their keys.
    """
    text = text.replace("\x00", "").strip()
    if not text:
        return among
    parts = [part.ids() for part in naming(text, without) if not part.is_part]
    return among.filter(pk__in=whoever_stands(*parts)) if parts else among.none()


def whoever_stands(*found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """The ids found, and of whoever stands for one of them: what is known of somebody merged away finds the survivor."""
    merges = [
        Merge.objects.standing().filter(merged_id__in=part).values("survivor_id") for part in found
    ]  # fmt: skip
    return found[0].union(*found[1:], *merges)


def anybody_is_held() -> bool:
    """Whether there is anybody at all."""
    return Person.objects.held().exists()


def possible_duplicates(
    *,
    among: PersonQuerySet,
    without: Container[str] = (),
    first_name: str = "",
    last_name: str = "",
    email: str = "",
    phone: str = "",
    external_id: str = "",
    company_name: str = "",
) -> PersonQuerySet:
    """Those `among` some people who may be the same: one external id, address or number (E.164), all words of the name, or
    the last name in a company called alike; `without` the fields that are covered for who asks, by their keys.
    """
    found: list[QuerySet[Any, Any]] = []
    if external_id and "person.external_id" not in without:
        found.append(Person.objects.filter(external_id=external_id.replace("\x00", "")).values("pk"))
    if email and "person.emails" not in without and (normal := normal_or_none(email)):
        found.append(_living(PersonEmail, normal=normal))
    if phone and "person.phones" not in without:
        found.append(_living(PersonPhone, number=phone.replace("\x00", "")))
    if first_name.strip() and last_name.strip() and (words := query_of(f"{first_name} {last_name}", whole=True)):
        found.append(Person.objects.filter(has_words(PERSON_WORDS, words)).values("pk"))
    if company_name and "person.company" not in without and (words := query_of(last_name, whole=True)):
        firms = list(companies_like(company_name).values_list("pk", flat=True)[:MOST_LIKE])
        found.append(Person.objects.filter(has_words(PERSON_WORDS, words), company__in=firms).values("pk"))
    if not found:
        return among.none()
    return among.filter(pk__in=whoever_stands(*found))


def people_with_email(normal: str) -> PersonQuerySet:
    """People we hold who live at an address in its normal form; two people may share one."""
    found = whoever_stands(_living(PersonEmail, normal=normal.replace("\x00", "")))
    return Person.objects.held().filter(pk__in=found)


def _living(model: type[Model], **conditions: Any) -> QuerySet[Any, Any]:
    return model._default_manager.filter(retired_at__isnull=True, **conditions).values("person_id")


def email_names(ids: Iterable[int]) -> dict[int, str]:
    """Addresses as they were written, by the id of their row."""
    return dict(PersonEmail.objects.filter(id__in=set(ids)).values_list("id", "address"))


def phone_names(ids: Iterable[int]) -> dict[int, str]:
    """Numbers by the id of their row."""
    return dict(PersonPhone.objects.filter(id__in=set(ids)).values_list("id", "number"))


def living_emails(person: Person) -> QuerySet[PersonEmail]:
    """The addresses a person has now, the primary one first, then those of whom they stand for."""
    living = PersonEmail.objects.filter(person_id__in=one_and_merged(person.pk), retired_at__isnull=True)
    return living.order_by(own_first(person.pk), "-is_primary", "id")


def living_phones(person: Person) -> QuerySet[PersonPhone]:
    """The numbers a person has now, the primary one first, then those of whom they stand for."""
    living = PersonPhone.objects.filter(person_id__in=one_and_merged(person.pk), retired_at__isnull=True)
    return living.order_by(own_first(person.pk), "-is_primary", "id")


def one_and_merged(person_id: int) -> QuerySet[Any, Any]:
    """The ids of a person and of those merged into them, to look rows up by. REQ-104."""
    merged = Merge.objects.standing().filter(survivor_id=person_id).values("merged_id")
    return Person.objects.filter(pk=person_id).values("pk").union(merged, all=True)


def own_first(person_id: int) -> Case:
    """Orders a person's own rows before those of whom they stand for."""
    return Case(When(person_id=person_id, then=0), default=1)


def as_one(rows: Iterable[R], person_id: int) -> list[R]:
    """Living addresses of a person and of those merged into them, in order, as those of one: each once, one of them first."""
    shown: dict[str, R] = {}
    for row in rows:
        shown.setdefault(str(getattr(row, "normal", "") or getattr(row, "number", "")), row)
    found = list(shown.values())
    if any(row.is_primary and row.person_id == person_id for row in found):
        for row in found:
            row.is_primary = row.is_primary and row.person_id == person_id
    return found


def has_own_address(person_id: int) -> bool:
    """Whether a person has an address or a number in use that is their own, not of somebody merged into them."""
    own = {"person_id": person_id, "retired_at__isnull": True}
    return PersonEmail.objects.filter(**own).exists() or PersonPhone.objects.filter(**own).exists()


def standing_merges(person_id: int) -> QuerySet[Merge]:
    """The merges by which a person stands for others now, the newest first."""
    return Merge.objects.standing().filter(survivor_id=person_id).select_related("merged").order_by("-at", "-id")


def primary_email(person: Person) -> PersonEmail | None:
    """The address that is meant when none is named."""
    return PersonEmail.objects.filter(person=person, retired_at__isnull=True, is_primary=True).first()


# A letter reads these two again and again: they are written out, so that nothing has to be put together each time.
PERSON_IN_LETTERS = """
SELECT p.* FROM contacts_person p
WHERE p.id = coalesce((SELECT survivor_id FROM contacts_merge WHERE merged_id = %s AND undone_at IS NULL), %s)
"""
EMAIL_TO_WRITE_TO = """
SELECT a.person_id, a.id, a.address FROM contacts_personemail a
WHERE a.person_id = ANY(ARRAY(
    SELECT %(person)s::bigint
    UNION ALL SELECT merged_id FROM contacts_merge WHERE survivor_id = %(person)s AND undone_at IS NULL))
  AND a.retired_at IS NULL AND CASE WHEN %(email)s::bigint IS NULL THEN a.is_primary ELSE a.id = %(email)s END
ORDER BY a.person_id <> %(person)s, a.id LIMIT 1
"""


def email_to_write_to(person: Person, email_id: int | None = None) -> PersonEmail | None:
    """The living address named by its id, if it is the person's or that of one merged into them; else the primary one."""
    with connection.cursor() as cursor:
        cursor.execute(EMAIL_TO_WRITE_TO, {"person": person.pk, "email": email_id})
        row = cursor.fetchone()
    return PersonEmail.from_db(connection.alias, ("person_id", "id", "address"), row) if row else None


def person_in_letters(person_id: int) -> Person | None:
    """Who a letter to a person is to now; whoever was merged into another is the other (REQ-104)."""
    return next(iter(Person.objects.raw(PERSON_IN_LETTERS, [person_id, person_id])), None)


def primary_emails(people: Iterable[int]) -> dict[int, str]:
    """The address in use that is written to first, by person."""
    found = PersonEmail.objects.filter(person_id__in=list(people), is_primary=True, retired_at__isnull=True)
    return dict(found.values_list("person_id", "address"))


def lock_external_id(external_id: str) -> None:
    """Lets one transaction at a time give an external id, and no file bring people in meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_EXTERNAL_ID, [external_id])


def lock_external_ids() -> None:
    """Lets this transaction alone give external ids."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_EXTERNAL_IDS)


def is_external_id_taken(external_id: str, *, but: int) -> bool:
    """Whether another person we hold has the external id; two who ask at the same time wait for each other.

    Whoever is merged into the person is no other.
    """
    lock_external_id(external_id)
    others = Person.objects.filter(external_id=external_id, deleted_at__isnull=True).exclude(pk=but)
    into = Merge.objects.standing().filter(merged_id=OuterRef("pk"), survivor_id=but)
    return others.filter(~Exists(into)).exists()


def person_known_as(system: str, external_id: str) -> int | None:
    """Whom another system means by an id of its own: who stands for them now."""
    found = PersonExternalId.objects.filter(system=system, external_id=external_id).values_list("person_id", flat=True)
    person_id = found.first()
    return None if person_id is None else survivor_id(person_id)


def company_like(name: str, org_number: str, country: str) -> Company | None:
    """The company with the number in its country; without a number, the oldest with the name in any case."""
    existing = Company.objects.filter(deleted_at__isnull=True).order_by("id")
    if org_number:
        found = existing.filter(country=country, org_number=org_number).first()
        if found:
            return found
        existing = existing.filter(org_number="")
    return existing.annotate(folded=Lower("name")).filter(folded=Lower(Value(name))).first()


def survivor_id(person_id: int) -> int:
    """Who stands for a person who was merged into another; the person itself otherwise. REQ-104."""
    seen = {person_id}
    while True:
        survivor = Merge.objects.standing().filter(merged_id=person_id).values_list("survivor_id", flat=True).first()
        if survivor is None or survivor in seen:
            return person_id
        seen.add(survivor)
        person_id = survivor


def companies_named(text: str) -> QuerySet[Company]:
    """Companies that a text names: beginnings of words in any order, or of their number; all of them for no text."""
    text = text.replace("\x00", "").strip()
    existing = Company.objects.filter(deleted_at__isnull=True)
    parts = [part.ids() for part in naming_companies(text) if not part.is_part] if text else []
    return existing.filter(pk__in=parts[0].union(*parts[1:])) if parts else existing


def link_behind(token: str, use: str) -> PersonLink | None:
    """The usable link behind a readable token, for the one use it was made for. REQ-91."""
    found = PersonLink.objects.filter(token_hash=bytes.fromhex(hashed(token)), use=use, revoked_at__isnull=True)
    return found.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now())).select_related("person").first()


def living_at(normal: str) -> list[tuple[int, int]]:
    """Who lives at an address in its normal form, as (person, address) ids; who was merged stands under the survivor."""
    rows = PersonEmail.objects.filter(normal=normal.replace("\x00", ""), retired_at__isnull=True)
    found = [
        (survivor_id(person), email)
        for person, email in rows.values_list("person_id", "id").order_by("person_id", "id")
    ]
    held = set(Person.objects.held().filter(pk__in=[person for person, _ in found]).values_list("pk", flat=True))
    return list({person: (person, email) for person, email in reversed(found) if person in held}.values())[::-1]


# Erasure, table by table; the person's row goes last. Consents and their proof are consents' own to erase.
ERASE = {
    **{
        f"contacts_{table}": f"DELETE FROM contacts_{table} WHERE person_id = %s"
        for table in (
            *("personemail", "personphone", "personcompany", "personpostal", "personinterest", "fieldchange"),
            *("personlink", "personexternalid"),
        )
    },
    "contacts_merge": "DELETE FROM contacts_merge WHERE %s IN (survivor_id, merged_id)",
    "contacts_possiblepair": "DELETE FROM contacts_possiblepair WHERE %s IN (person_id, other_id)",
    "contacts_person": "DELETE FROM contacts_person WHERE id = %s",
}


def erase_person(person_id: int) -> dict[str, int]:
    """Removes what these tables hold about a person (Art. 17), and says how many rows went from each."""
    with connection.cursor() as cursor:
        removed = {}
        for table, statement in ERASE.items():
            cursor.execute(statement, [person_id])
            removed[table] = int(cursor.rowcount)
    return removed


def rows_about(table: str, column: str, person_id: int, columns: Iterable[str]) -> list[dict[str, Any]]:
    """A person's rows of one table, column by column, for the copy they may ask for (Art. 15)."""
    names = list(columns)
    statement = sql.SQL("SELECT {} FROM {} WHERE {} = %s ORDER BY id").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table), sql.Identifier(column)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [person_id])
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def pairs_about(person_id: int) -> list[dict[str, Any]]:
    """That a person may stand on another card too, or was said not to: without who the other is, which is theirs."""
    rows = PossiblePair.objects.filter(Q(person=person_id) | Q(other=person_id)).order_by("found_at", "reason")
    return [
        {
            "reason": row.reason,
            "found_at": row.found_at.isoformat(),
            "told_apart_at": row.told_apart_at.isoformat() if row.told_apart_at else None,
        }
        for row in rows
    ]
