"""Finding keys, links and the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, transaction
from django.db.models import Prefetch, Q, Value

from samtykke.accounts.models import (
    ApiKey,
    Approval,
    Attempt,
    FourEyesChange,
    Identity,
    NamingDecision,
    Organisation,
    PasswordLink,
    Role,
    Session,
    SetupLink,
    Team,
    User,
    Visibility,
    standard_languages,
)
from samtykke.accounts.rights import OPENS_LATER, REACHES, Right
from samtykke.accounts.second import deciding_rights, kinds
from samtykke.accounts.secrets import hashed
from samtykke.audit.deeds import Deed
from samtykke.audit.queries import TrailFilter, trail
from samtykke.core.clock import now
from samtykke.mail.models import Mail, State, TemplateKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, timedelta

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from samtykke.accounts.models import ApprovalQuerySet, UserQuerySet
    from samtykke.core.actors import Ref

STANDARD_ZONE = "Europe/Oslo"
# Mails that bring somebody a way in, and where those stand that have not gone yet.
WAYS_IN = (TemplateKind.INVITATION, TemplateKind.PASSWORD)
UNDERWAY = (State.QUEUED, State.SENDING)


def organisation() -> Organisation:
    """The profile of the controller; an empty one before set-up."""
    return Organisation.objects.filter(pk=1).first() or Organisation(pk=1)


def described() -> Organisation:
    """The same without its logo, for what only says who it is."""
    return Organisation.objects.defer("logo").filter(pk=1).first() or Organisation(pk=1)


def company_zone() -> ZoneInfo:
    """The zone in which the organisation's calendar days are counted."""
    return zone_named(Organisation.objects.filter(pk=1).values_list("time_zone", flat=True).first())


def today() -> date:
    """The day it is where the company is."""
    return now().astimezone(company_zone()).date()


def zone_named(name: str | None) -> ZoneInfo:
    """A time zone by its name; one that nobody knows is the standard one."""
    try:
        return ZoneInfo(name or STANDARD_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(STANDARD_ZONE)


def company_language() -> str:
    """The organisation's own language: the first of its list."""
    languages = Organisation.objects.filter(pk=1).values_list("languages", flat=True).first()
    return languages[0] if languages else "nb"


def text_languages() -> list[str]:
    """The languages the company writes its texts in, its own first: those of the interface and those it has added."""
    languages = Organisation.objects.filter(pk=1).values_list("languages", flat=True).first()
    return list(languages or standard_languages())


def key_behind(readable: str) -> ApiKey | None:
    """The usable API key behind a readable one; revoked, expired and unknown ones are all None."""
    return ApiKey.objects.usable().select_related("created_by").filter(key_hash=hashed(readable)).first()


def setup_link_behind(token: str) -> SetupLink | None:
    """The usable set-up link, as long as nobody can sign in."""
    if anybody_exists():
        return None
    return SetupLink.objects.usable().filter(token_hash=hashed(token)).first()


def password_link_behind(token: str) -> PasswordLink | None:
    """The usable link of an active user for setting a password."""
    return (
        PasswordLink.objects.usable()
        .filter(token_hash=hashed(token), user__is_active=True)
        .select_related("user")
        .first()
    )


def anybody_exists() -> bool:
    """Whether there is any user at all."""
    return bool(User.objects.exists())


def password_mails_since(user_id: int, since: datetime) -> int:
    """How many mails with a link for a new password somebody was written, or will be, since an instant."""
    return (
        Mail.objects.of_user(user_id).filter(kind=TemplateKind.PASSWORD, is_trial=False, created_at__gte=since).count()
    )


def usable_keys_of(user: User) -> list[ApiKey]:
    """The API keys that a user made and that still open something."""
    return list(ApiKey.objects.usable().filter(created_by=user))


def sessions_of(user: User) -> list[Session]:
    """The browsers in which a user is signed in, the one used last first; without what they hold."""
    return list(Session.objects.of(user).defer("session_data"))


@dataclass(frozen=True, slots=True)
class WayIn:
    """How somebody stands with signing in: `deactivated`, `can`, `invited`, `waiting` (the mail has not gone), `none`.

    `lacks_factor`: a role asks for a second factor, and none is set up.
    """

    state: str
    until: datetime | None = None
    lacks_factor: bool = False


def ways_in(found: Iterable[User]) -> dict[int, WayIn]:
    """The way in of each user, in four queries and what the roles cost."""
    from samtykke.accounts import factors

    users = list(found)
    coming = [user.pk for user in users if user.is_active and not user.has_usable_password()]
    with_factor = factors.those_with([user.pk for user in users])
    linked = with_factor | set(Identity.objects.filter(user_id__in=coming).values_list("user_id", flat=True))
    links = dict(PasswordLink.objects.usable().filter(user_id__in=coming).values_list("user_id", "expires_at"))
    mails = Mail.objects.filter(user_id__in=coming, kind__in=WAYS_IN, delivery__state__in=UNDERWAY)
    waiting = set(mails.values_list("user_id", flat=True))

    def way_in(user: User) -> WayIn:
        if not user.is_active:
            return WayIn("deactivated")
        lacks = user.pk not in with_factor and user.needs_second_factor
        if user.pk not in coming or user.pk in linked:
            return WayIn("can", lacks_factor=lacks)
        if user.pk in links:
            return WayIn("invited", links[user.pk], lacks)
        return WayIn("waiting" if user.pk in waiting else "none", lacks_factor=lacks)

    return {user.pk: way_in(user) for user in users}


def users() -> UserQuerySet:
    """Every user with the roles, the active ones first."""
    found: UserQuerySet = User.objects.order_by("-is_active", "name", "id").prefetch_related("roles")
    return found


def holders(right: Right) -> UserQuerySet:
    """The active users who hold a right."""
    found: UserQuerySet = User.objects.holding(right)
    return found


def newest_naming(*, lock: bool = False) -> NamingDecision | None:
    """What was decided last about telling people the names of staff; `lock`: nobody else decides meanwhile."""
    if lock:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts.naming', 0))")
    return NamingDecision.objects.order_by("-id").first()


def holders_with_a_way_in(right: Right) -> UserQuerySet:
    """Those of them who have come in before, or could: somebody invited who has no password yet is not one."""
    found: UserQuerySet = holders(right).filter(
        ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(identities__isnull=False)
    )
    return found


@dataclass(frozen=True, slots=True)
class FourEyes:
    """Whether a second person is asked for: the switch, since when and why it is off, and how many who can come in hold
    each right.
    """

    is_on: bool
    change: FourEyesChange | None
    holders: dict[Right, int]

    def asks_two(self, right: Right) -> bool:
        """Whether what this right opens, and two persons do, is not done by one alone now."""
        return self.is_on and self.holders.get(right, 0) > 1

    @property
    def is_in_force(self) -> bool:
        """Whether anything at all asks for two now. With one holder of a right there is no second person."""
        return any(map(self.asks_two, self.holders))


def four_eyes_state() -> FourEyes:
    """Where the asking for a second person stands (REQ-99): for the actions that ask it, the pages and the desk."""
    change = FourEyesChange.objects.select_related("by", "approved_by").order_by("-id").first()
    held = {right: holders_with_a_way_in(right).count() for right in sorted(deciding_rights())}
    return FourEyes(change.is_on if change else True, change, held)


def has_new_way_in(user: User, since: datetime) -> bool:
    """Whether somebody chose a password, set up a second factor or linked single sign-on for a user since a time."""
    deeds = [deed.value for deed in (Deed.USER_PASSWORD_SET, Deed.FACTOR_ADDED, Deed.IDENTITY_LINKED)]
    return trail().filter(subject_kind="user", subject_id=user.pk, deed__in=deeds, at__gte=since).exists()


def becoming_second(role: Role, rights: Iterable[str]) -> list[int]:
    """Whom a role makes a second person once it gives these rights: its holders, also deactivated ones, who are none."""
    deciding = [right.value for right in deciding_rights()]
    if not set(deciding) & set(rights):
        return []
    already = User.objects.filter(roles__rights__overlap=deciding)
    found = role.users.exclude(pk__in=already.values("pk")).order_by("pk")
    return list(found.values_list("pk", flat=True))


def approvals_for(user: User) -> ApprovalQuerySet:
    """What a user may see of what waits for a second person: what they asked for, and what they could decide."""
    mine = [kind.key for kind in kinds() if user.has_right(kind.right)]
    found = Approval.objects.filter(Q(kind__in=mine) | Q(asked_by=user))
    return found.select_related("asked_by", "decided_by").order_by("-id")


def waiting_for(user: User) -> int:
    """How many things wait for this user to be the second person."""
    return approvals_for(user).waiting().exclude(asked_by=user).count() if user.rights else 0


def last_to_change(thing: Ref) -> str:
    """The name of the user who last did something to a role, a team or a user; empty where it was none."""
    entry = trail(TrailFilter(subject=thing)).filter(actor_kind="user").first()
    return names_of([entry.actor_id]).get(entry.actor_id, "") if entry else ""


def address_of(thing: Ref) -> str:
    """The address with which a user signs in; empty for anything else."""
    found = User.objects.filter(pk=thing.id).values_list("email", flat=True).first() if thing.kind == "user" else ""
    return found or ""


def roles_with_holders() -> list[Role]:
    """Every role that can be given, each with who holds it now."""
    active = Prefetch("users", queryset=User.objects.active().order_by("name", "id"))
    return list(roles().prefetch_related(active))


def teams() -> list[Team]:
    """Every team with its members."""
    members = Prefetch("members", queryset=User.objects.order_by("-is_active", "name", "id"))
    return list(Team.objects.existing().prefetch_related(members))


@dataclass(frozen=True, slots=True)
class Access:
    """Who can do one thing with personal data: the roles that give it, the active users who hold one of them, and
    which of these see everybody.
    """

    key: str
    name: _StrPromise
    right: Right
    roles: list[Role]
    users: list[User]

    @property
    def opens_later(self) -> bool:
        """Whether the right is given out already and opens something only with a later version."""
        return self.right in OPENS_LATER

    @property
    def sees_all(self) -> int:
        """How many of the users see everybody; the others see their own people, or those of their teams."""
        return sum(user.visibility == Visibility.ALL for user in self.users)


def personal_data_access() -> list[Access]:
    """Who can see, change, delete, take out personal data, one at a time or many (REQ-50): for the report and the data
    map. Two queries, however many roles and users there are.
    """
    held = roles_with_holders()
    mine: dict[int, tuple[User, list[Role]]] = {}
    for role in held:
        for user in role.users.all():
            mine.setdefault(user.pk, (user, []))[1].append(role)
    for user, roles_of_user in mine.values():
        user.held_roles = roles_of_user
    people = sorted((user for user, _roles in mine.values()), key=lambda user: (user.name, user.pk))
    return [
        Access(
            key, name, right, [role for role in held if role.holds(right)], [u for u in people if u.has_right(right)]
        )
        for key, name, right in REACHES
    ]


def four_eyes_changes() -> QuerySet[FourEyesChange]:
    """Every time it was switched, the latest first."""
    return FourEyesChange.objects.select_related("by", "approved_by").order_by("-id")


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """The names of users by id, for a page that shows who did something."""
    return dict(User.objects.filter(pk__in=set(user_ids)).values_list("pk", "name"))


def key_names_of(key_ids: Iterable[int]) -> dict[int, str]:
    """The names of API keys by id."""
    return dict(ApiKey.objects.filter(pk__in=set(key_ids)).values_list("pk", "name"))


def names_of_both(user_ids: Iterable[int], key_ids: Iterable[int]) -> tuple[dict[int, str], dict[int, str]]:
    """The names of users, and those of API keys, by id, in one query; none where there is nobody to name."""
    users = User.objects.filter(pk__in=set(user_ids)).order_by().values_list("pk", "name", Value(0))
    keys = ApiKey.objects.filter(pk__in=set(key_ids)).order_by().values_list("pk", "name", Value(1))
    found: tuple[dict[int, str], dict[int, str]] = ({}, {})
    for pk, name, of_key in users.union(keys, all=True):
        found[of_key][pk] = name
    return found


def role_words() -> dict[str, str]:
    """The names of all roles by key, in the language of the page; those in the bin too: the trail names them on."""
    return {role.key: role.name for role in Role.objects.all()}


def roles() -> QuerySet[Role]:
    """Every role that can be given, the standard ones first."""
    return Role.objects.existing().order_by("-is_standard", "id")


def api_keys() -> QuerySet[ApiKey]:
    """Every API key, the newest first."""
    return ApiKey.objects.select_related("created_by").prefetch_related("created_by__roles").order_by("-id")


# Two who try at the same instant wait for each other, so that the last place is given once.
WAIT = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s || encode(%(key)s, 'hex'), 0))"
# One more attempt where fewer than `most` lie inside the period; a refused one does not lengthen the wait.
ATTEMPT = """
INSERT INTO accounts_attempt (name, key_hash, at)
SELECT %(name)s, %(key)s, clock_timestamp()
WHERE (SELECT count(*) FROM accounts_attempt
       WHERE name = %(name)s AND key_hash = %(key)s AND at > clock_timestamp() - %(within)s) < %(most)s
RETURNING id
"""
# What was noted of a key before gives way to what is noted now.
ONLY_ONE = "DELETE FROM accounts_attempt WHERE name = %(name)s AND key_hash = %(key)s"
KNOWN_ATTEMPT = """
SELECT EXISTS (SELECT FROM accounts_attempt
               WHERE name = %(name)s AND key_hash = %(key)s AND at > clock_timestamp() - %(within)s)
"""
COUNT_ATTEMPTS = """
SELECT count(*) FROM accounts_attempt
WHERE name = %(name)s AND key_hash = %(key)s AND at > clock_timestamp() - %(within)s
"""
FORGET_ATTEMPTS = """
DELETE FROM accounts_attempt
WHERE at < clock_timestamp() - %(older)s AND (name <> %(kept)s OR at < clock_timestamp() - %(kept_for)s)
"""


def note_attempt(name: str, key: bytes, most: int, within: timedelta) -> int | None:
    """Notes an attempt where there is room for it, and returns the note; the caller's transaction holds the place."""
    params: dict[str, Any] = {"name": name, "key": key, "most": most, "within": within}
    with connection.cursor() as cursor:
        cursor.execute(WAIT, params)
        cursor.execute(ATTEMPT, params)
        row = cursor.fetchone()
        return int(row[0]) if row else None


def note_once(name: str, key: bytes) -> None:
    """Notes something of a key that is noted once, with the time of now."""
    params: dict[str, Any] = {"name": name, "key": key}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WAIT, params)
        cursor.execute(ONLY_ONE, params)
        Attempt.objects.create(name=name, key_hash=key)


def has_attempt(name: str, key: bytes, within: timedelta) -> bool:
    """Whether something is noted of a key within a period."""
    params: dict[str, Any] = {"name": name, "key": key, "within": within}
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_ATTEMPT, params)
        return bool(cursor.fetchone()[0])


def count_attempts(name: str, key: bytes, within: timedelta) -> int:
    """How much is noted of a key within a period."""
    params: dict[str, Any] = {"name": name, "key": key, "within": within}
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ATTEMPTS, params)
        return int(cursor.fetchone()[0])


def remove_attempts(notes: list[int]) -> None:
    """Takes notes back."""
    Attempt.objects.filter(pk__in=notes).delete()


def forget_attempts(older: timedelta, kept: str, kept_for: timedelta) -> int:
    """Removes attempts that limit nothing any more, those called `kept` later than the others; returns how many."""
    params: dict[str, Any] = {"older": older, "kept": kept, "kept_for": kept_for}
    with connection.cursor() as cursor:
        cursor.execute(FORGET_ATTEMPTS, params)
        return int(cursor.rowcount)
