"""What the own page shows: who opened it, and where they stand on each purpose, in words said to them.

Two statements, whoever it is: the page is opened by many at once after a mailing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from samtykke.accounts.secrets import hashed
from samtykke.consents.models import NOES, PERMITTING, Status
from samtykke.consents.queries.asking import confirmation_by_hash
from samtykke.consents.queries.standing import Above, above
from samtykke.contacts.models import LinkUse
from samtykke.core.clock import now
from samtykke.core.templatetags.words import day_text
from samtykke.purposes.models import Article, in_language

if TYPE_CHECKING:
    from samtykke.purposes.registry import Draft

UNANSWERED = frozenset({Status.REQUESTED, Status.PENDING_CONFIRMATION})
NOTHING = Above(None, None, False, None)

# Whoever stands for the person now, and the living address the mail went to (else the primary one).
VISITED = """
SELECT w.id, w.language, e.id, e.address, e.fingerprint, l.expires_at
FROM ({link}) l
JOIN contacts_person w ON w.deleted_at IS NULL AND w.id = coalesce(
  (SELECT survivor_id FROM contacts_merge WHERE merged_id = l.person_id AND undone_at IS NULL), l.person_id)
JOIN LATERAL (
  SELECT a.id, a.address, a.fingerprint FROM contacts_personemail a
  WHERE a.person_id = ANY(ARRAY(
      SELECT w.id UNION ALL SELECT merged_id FROM contacts_merge WHERE survivor_id = w.id AND undone_at IS NULL))
    AND a.retired_at IS NULL AND CASE WHEN l.email_id IS NULL THEN a.is_primary ELSE a.id = l.email_id END
  ORDER BY a.person_id <> w.id, a.id LIMIT 1
) e ON true
"""
BY_TOKEN = VISITED.format(
    link="SELECT person_id, email_id, expires_at FROM contacts_personlink "
    "WHERE token_hash = %(hash)s AND use = %(use)s AND revoked_at IS NULL"
)
OF_PERSON = VISITED.format(
    link="SELECT %(person)s::bigint AS person_id, %(email)s::bigint AS email_id, NULL::timestamptz AS expires_at"
)
# Each purpose in use, with the person's answer where there is one, and whether a yes can be given to it.
CHOICES = """
SELECT p.key, p.is_marketing, p.names, p.descriptions, p.public_texts, p.statement_titles, p.statement_urls,
  EXISTS (SELECT FROM purposes_wording x WHERE x.purpose_id = p.id) AND EXISTS (
    SELECT FROM purposes_purposebasis y JOIN purposes_legalbasis z ON z.id = y.legal_basis_id
    WHERE y.purpose_id = p.id AND z.article = 'a' AND z.is_active) AS takes_consent,
  r.status, r.pending, r.occurred_at, r.expires_at, r.article, r.own_yes_at, r.own_opt_in_at, r.event_id,
  s.names || s.public_names, b.names,
  EXISTS (
    SELECT FROM consents_confirmation c WHERE c.purpose_id = p.id AND c.confirmed_at IS NULL AND c.expires_at > %(at)s
    AND (c.person_id = %(person)s OR c.person_id IN (
      SELECT merged_id FROM contacts_merge WHERE survivor_id = %(person)s AND undone_at IS NULL))),
  r.email_id IS NULL OR r.email_id = %(email)s
FROM purposes_purpose p
LEFT JOIN consents_consentrecord r ON r.person_id = %(person)s AND r.purpose_id = p.id
LEFT JOIN purposes_source s ON s.id = r.source_id
LEFT JOIN purposes_legalbasis b ON b.id = r.legal_basis_id
WHERE p.is_active AND p.deleted_at IS NULL
ORDER BY p.rank, p.id
"""


@dataclass(frozen=True, slots=True)
class Visited:
    """Whose page a link opens, at which address, and until when."""

    person: int
    language: str
    email: int
    address: str
    fingerprint: bytes
    expires_at: datetime | None

    @property
    def is_too_old(self) -> bool:
        """Whether the link has expired."""
        return self.expires_at is not None and self.expires_at <= now()


def behind_token(token: str) -> Visited | None:
    """Whose own page a readable token opens, whatever its age; None where it is unknown, revoked or without address."""
    return behind_hash(bytes.fromhex(hashed(token)))


def behind_hash(token_hash: bytes) -> Visited | None:
    """The same by what is kept of the token."""
    return _visited(BY_TOKEN, {"hash": token_hash, "use": LinkUse.PREFERENCES.value})


def behind_confirmation(token_hash: bytes) -> Visited | None:
    """Whom a mail asked to confirm, by what is kept of its token."""
    waiting = confirmation_by_hash(token_hash)
    return visited(waiting.person_id, waiting.email_id) if waiting is not None else None


# What an old link opened → who is behind it.
BEHIND = {"page": behind_hash, "confirmation": behind_confirmation}


def visited(person: int, email: int | None) -> Visited | None:
    """The same of a person and the address something was mailed to."""
    return _visited(OF_PERSON, {"person": person, "email": email})


def _visited(statement: str, params: dict[str, Any]) -> Visited | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        row = cursor.fetchone()
    if row is None:
        return None
    person, language, email, address, fingerprint, expires_at = row
    return Visited(person, language, email, address, bytes(fingerprint), expires_at)


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose as the person sees it."""

    key: str
    is_marketing: bool
    names: dict[str, str]
    descriptions: dict[str, str]
    public_texts: dict[str, str]
    statement_titles: dict[str, str]
    statement_urls: dict[str, str]
    takes_consent: bool
    status: str
    pending: str
    at: datetime | None
    article: str
    event_id: int | None
    source_names: dict[str, str]
    basis_names: dict[str, str]
    # Whether a mail waits whose button still works, and whether the yes covers the address this page was mailed to.
    is_asked: bool
    is_covered: bool

    @property
    def has_answer(self) -> bool:
        """Whether the log says anything of the person and the purpose."""
        return self.event_id is not None

    @property
    def name(self) -> str:
        """The purpose's name in the language of the page."""
        return in_language(self.names)

    @property
    def is_no(self) -> bool:
        """Whether the person's no stands."""
        return self.status in NOES

    @property
    def is_used(self) -> bool:
        """Whether we use the data for this now."""
        return self.status in PERMITTING

    @property
    def can_say_yes(self) -> bool:
        """Whether there is a yes to ask for: never on this page alone, always by a mail (REQ-73)."""
        elsewhere = self.status == Status.GIVEN and not self.is_covered
        return self.takes_consent and (not self.is_used or self.pending == Status.REQUESTED or elsewhere)

    @property
    def can_say_no(self) -> bool:
        """Whether there is a no to say here: to marketing, and to what rests on the person's own yes (rule 9)."""
        if self.is_no:
            return False
        consent = self.article == Article.CONSENT if self.has_answer else self.takes_consent
        return self.is_marketing or (consent and (self.is_used or self.takes_consent))

    @property
    def can_object(self) -> bool:
        """Whether there is a right to object that this page cannot carry out (Art. 21(1)): it names the way."""
        interests = self.article in {Article.LEGITIMATE_INTERESTS, Article.PUBLIC_TASK}
        return self.is_used and not self.is_marketing and interests

    @property
    def shape(self) -> str:
        """The shape of the status."""
        return Status.REQUESTED if not self.has_answer and not self.is_no else self.status

    @property
    def word(self) -> str:
        """Where the person stands, said to them."""
        match self.status:
            case Status.GIVEN:
                return _("You said yes") if self.is_covered else _("You said yes, for another address")
            case Status.IN_FORCE:
                return _("In use since %(day)s") % {"day": day_text(self.at, long=True) if self.at else ""}
            case Status.REFUSED | Status.WITHDRAWN:
                return _("You said no")
            case Status.OBJECTED:
                return _("You have objected")
            case Status.PENDING_CONFIRMATION if self.is_asked:
                return _("Press the button in the mail")
            case Status.EXPIRED:
                return _("The consent has expired")
            case Status.INVALIDATED:
                return _("The consent does not hold")
            case Status.ENDED:
                return _("We no longer use your data for this")
            case Status.UNKNOWN:
                return _("We do not know whether you said yes")
        return _("You have not answered")

    @property
    def since(self) -> str:
        """When that was and where it came from; what it means where there is no answer."""
        if not self.has_answer and not self.is_no:
            return _("We send nothing until you have said yes") if self.is_marketing else ""
        if self.status in UNANSWERED:
            return _("We send nothing until you have said yes") if self.is_marketing else ""
        source = in_language(self.source_names)
        if self.status == Status.IN_FORCE:
            return _("Your details came from: %(source)s") % {"source": source}
        told = moment_in_words(self.at) if self.at is not None else ""
        return f"{told} · {source}" if self.status == Status.GIVEN and source else told

    @property
    def basis(self) -> str:
        """By what right, where it is not the person's own yes (Art. 13(1)(c))."""
        if not self.is_used or self.article in {"", Article.CONSENT}:
            return ""
        return _("This does not rest on consent, but on: %(basis)s.") % {"basis": in_language(self.basis_names)}

    @property
    def text(self) -> str:
        """What the purpose is, as people read it."""
        return in_language(self.public_texts) or in_language(self.descriptions)

    @property
    def statement(self) -> str:
        """The address of the privacy statement of the purpose."""
        return in_language(self.statement_urls)

    @property
    def statement_title(self) -> str:
        """What the statement is called."""
        return in_language(self.statement_titles) or _("Privacy statement")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything the page shows."""

    choices: list[Choice]
    objection_id: int | None
    is_restricted: bool

    def choice(self, key: str) -> Choice | None:
        """One of the choices."""
        return next((choice for choice in self.choices if choice.key == key), None)


def moment_in_words(at: datetime) -> str:
    """`Today at 09:12`, or the day with its month in full."""
    local = timezone.localtime(at)
    if local.date() == timezone.localtime().date():
        return _("Today at %(time)s") % {"time": time_of_day(local)}
    return day_text(at, long=True)


def time_of_day(local: datetime) -> str:
    """A time as the language of the page writes it."""
    return local.strftime(_("%H:%M"))


def own_page(visit: Visited) -> OwnPage:
    """Where a person stands on each purpose in use, with what may be done about it, at the address a link went to."""
    stands = above(visit.person, visit.fingerprint)
    choices = _choices(visit.person, visit.email, stands)
    shown = [choice for choice in choices if choice.has_answer or choice.is_no or choice.can_say_no]
    return OwnPage(shown, stands.objection_id, stands.is_restricted)


def texts() -> list[Choice]:
    """The purposes in use with their texts and statements, of nobody in particular."""
    return _choices(0, 0, NOTHING)


def draft_choice(draft: Draft) -> Choice:
    """A purpose that is being written, as somebody who has not answered would see it."""
    texts = draft.texts
    return Choice(
        key=draft.key,
        is_marketing=draft.is_marketing,
        names=texts["names"],
        descriptions=texts["descriptions"],
        public_texts=texts["public_texts"],
        statement_titles=texts["statement_titles"],
        statement_urls=texts["statement_urls"],
        takes_consent=draft.takes_consent,
        status=Status.REQUESTED,
        pending="",
        at=None,
        article="",
        event_id=None,
        source_names={},
        basis_names={},
        is_asked=False,
        is_covered=True,
    )


def _choices(person: int, email: int, stands: Above) -> list[Choice]:
    with connection.cursor() as cursor:
        cursor.execute(CHOICES, {"person": person, "email": email, "at": now()})
        return [_choice(row, stands) for row in cursor.fetchall()]


def _choice(row: tuple[Any, ...], stands: Above) -> Choice:
    """Objections to all marketing and closed addresses speak before the answer, as they do in the gate."""
    key, is_marketing, names, descriptions, public_texts, titles, urls, takes_consent = row[:8]
    status, pending, at, expires_at, article, own_yes_at, own_opt_in_at, event_id, source, basis = row[8:18]
    waits, is_covered = row[18:]
    if status in PERMITTING and expires_at is not None and expires_at <= now():
        status = Status.EXPIRED
    objected_at, suppressed_at = stands.objected_at, stands.suppressed_at
    if is_marketing and objected_at is not None and (own_yes_at is None or own_yes_at <= objected_at):
        status, at = Status.OBJECTED, objected_at
    elif is_marketing and suppressed_at is not None and (own_opt_in_at is None or own_opt_in_at <= suppressed_at):
        status, at = Status.OBJECTED, None
    return Choice(
        key=key,
        is_marketing=is_marketing,
        names=_texts(names),
        descriptions=_texts(descriptions),
        public_texts=_texts(public_texts),
        statement_titles=_texts(titles),
        statement_urls=_texts(urls),
        takes_consent=takes_consent,
        status=status or Status.REQUESTED,
        pending=pending or "",
        at=at,
        article=article or "",
        event_id=event_id,
        source_names=_texts(source),
        basis_names=_texts(basis),
        is_asked=waits,
        is_covered=is_covered,
    )


def _texts(told: str | dict[str, str] | None) -> dict[str, str]:
    """Texts per language, as the database hands them over."""
    found: dict[str, str] = json.loads(told) if isinstance(told, str) else told or {}
    return found
