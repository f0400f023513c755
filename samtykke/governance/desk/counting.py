"""What is counted for the desk: each counter answers for several figures, by set queries over the whole base."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from samtykke.accounts.models import User
from samtykke.accounts.queries import company_zone, four_eyes_state, today, ways_in
from samtykke.audit.deeds import EXPORTS
from samtykke.contacts.models import Category
from samtykke.governance.answers.books import book_of
from samtykke.governance.answers.checks import circumstances
from samtykke.governance.answers.queries import standings
from samtykke.governance.assessments.queries import lapsing as assessments_lapsing
from samtykke.governance.assessments.queries import not_screened
from samtykke.governance.data_map.coverage import coverage
from samtykke.governance.desk import queries
from samtykke.governance.guide.checks.access import without_factor
from samtykke.governance.models import Register
from samtykke.mail.hand_over import can_send
from samtykke.purposes.models import STORE, LegalBasis, Purpose, Source, StatementVersion
from samtykke.purposes.queries import gaps
from samtykke.purposes.recipients import without_agreement
from samtykke.purposes.statements import statement_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from samtykke.purposes.models import Vocabulary

LANGUAGES = ("nb", "en")
MONTHS = 12
# A user's day counts as unusual from so many cards on, and from so many times the usual.
MANY_CARDS, TIMES = 30, 3
MANY_GUESSES, MANY_NOES = 20, 5
SOON = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """A count and what else was found; dates as ISO text, names as keys."""

    count: int
    details: dict[str, Any] = field(default_factory=dict)


Counts = dict[str, Counted]


def people() -> Counts:
    """Whom we hold, whose source nobody knows, who is still to be told. REQ-25, 36."""
    told = queries.people(today())
    return {
        "people": Counted(told["people"]),
        "source_unknown": Counted(told["source_unknown"]),
        "not_informed": Counted(told["not_informed"], _dated("day", told["next_day"])),
        "inform_late": Counted(told["inform_late"], _dated("day", told["late_since"])),
        "inform_soon": Counted(told["inform_soon"], _dated("day", told["next_day"])),
    }


def answers() -> Counts:
    """Answers without proof, soon over, or grown too narrow. REQ-12, 17."""
    told = queries.answers()
    asked = queries.rows(queries.TO_ASK, permitting=queries.YES) if told["consents_narrow"] or told["first_end"] else []
    narrow, ending = [row[0] for row in asked if row[1]], [row[0] for row in asked if row[2]]
    return {
        "consent_unproven": Counted(told["consent_unproven"]),
        "consents_ending": Counted(told["consents_ending"], {"keys": ending} | _dated("day", told["first_end"])),
        "consents_narrow": Counted(told["consents_narrow"], {"keys": narrow}),
    }


def without_basis() -> Counts:
    """People whom nothing lets us use. REQ-10."""
    return {"without_basis": Counted(queries.first(queries.WITHOUT_BASIS, permitting=queries.YES)[0])}


def lapsing() -> Counts:
    """Assessments of interests and of impact, and agreements, whose day comes within sixty days. REQ-22, 52, 57."""
    agreements = queries.first(queries.AGREEMENTS, today=today())
    due = assessments_lapsing(today() + timedelta(days=SOON))
    return {
        "assessments_lapsing": Counted(len(due), _dated("day", due[0].review_on if due else None)),
        "agreements_lapsing": Counted(agreements[0], _dated("day", agreements[1])),
        "agreements_missing": Counted(without_agreement().count()),
    }


def contradictions() -> Counts:
    """Settings that say two things at once: purposes in use that lack something, mails that cannot go out."""
    active = list(Purpose.objects.offered())
    lacking = [purpose.key for purpose in active if gaps(purpose)]
    published = set(StatementVersion.objects.values_list("language", flat=True))
    unled = [language for language in LANGUAGES if language not in published]
    silent = [p.key for p in active if not all(p.statement_urls.get(language) for language in unled)]
    unread = [p.key for p in active if not all(p.public_texts.get(language) for language in LANGUAGES)]
    telling = Source.objects.offered().exclude(inform_rule="never").count()
    return {
        "purposes_lacking": Counted(len(lacking), {"keys": lacking}),
        "purposes_without_statement": Counted(len(silent), {"keys": silent}),
        "purposes_without_text": Counted(len(unread), {"keys": unread}),
        "sources_without_mail": Counted(0 if can_send() else telling),
        "idle_keys": Counted(queries.first(queries.IDLE_KEYS)[0]),
    }


def governing() -> Counts:
    """What the guide, the data map, the statement and access leave open. REQ-22, 35, 52, 57, 99."""
    points = standings(book_of(Register.GUIDE))
    asked = {pk for pk, way in ways_in(User.objects.active()).items() if way.lacks_factor}
    missing = {gap.code: gap.count for gap in coverage()}
    unscreened = [purpose.key for purpose in not_screened()]
    return {
        "guide": Counted(sum(point.is_closed for point in points), {"total": len(points)}),
        "guide_late": Counted(sum(point.is_late for point in points)),
        "fields_without_purpose": Counted(missing.get("field_without_purpose", 0)),
        "not_screened": Counted(len(unscreened), {"keys": unscreened}),
        "statement_behind": Counted(sum(not one.is_current for one in statement_state().languages)),
        "four_eyes_off": Counted(int(not four_eyes_state().is_on)),
        "without_factor": Counted(len(asked | set(without_factor(circumstances()).values_list("pk", flat=True)))),
    }


def unusual() -> Counts:
    """What is much more than usual: files, cards, noes, guesses. REQ-98."""
    exports, usual_exports = queries.first(queries.EXPORTS, deeds=[deed.value for deed in EXPORTS])
    cards = queries.first(queries.CARDS, many=MANY_CARDS, times=TIMES) or (0, 0, 0)
    noes, usual_noes = queries.first(queries.NOES_NOW, noes=queries.NO)
    guesses = queries.first(queries.GUESSES)[0]
    many_noes = noes >= MANY_NOES and noes > TIMES * usual_noes
    return {
        "exports": Counted(exports, {"usual": int(usual_exports)}),
        "cards": Counted(cards[0], {"usual": int(cards[1]), "user": cards[2]}),
        "noes": Counted(noes if many_noes else 0, {"usual": int(usual_noes)}),
        "guesses": Counted(guesses if guesses >= MANY_GUESSES else 0),
    }


def charts() -> Counts:
    """The four charts, as rows of keys and numbers."""
    store = Purpose.objects.filter(key=STORE).values_list("pk", flat=True).first()
    since = _months_back(MONTHS - 1)
    zone = company_zone()
    by_month = queries.rows(queries.BY_MONTH, zone=str(zone), noes=queries.NO, since=since)
    found = {
        "by_basis": queries.rows(queries.BY_BASIS, store=store, permitting=queries.YES),
        "by_source": queries.rows(queries.BY_SOURCE),
        "by_age": queries.rows(queries.BY_AGE),
        "by_month": by_month,
    }
    named: dict[str, type[Vocabulary]] = {"by_basis": LegalBasis, "by_source": Source, "by_age": Category}
    names = {key: dict(model.objects.values_list("key", "names")) for key, model in named.items()}
    return {
        key: Counted(len(rows), {"rows": [list(row) for row in rows], "names": names.get(key, {})})
        for key, rows in found.items()
    }


def _months_back(months: int) -> date:
    day = today()
    whole = day.year * 12 + day.month - 1 - months
    return day.replace(year=whole // 12, month=whole % 12 + 1, day=1)


def _dated(name: str, day: Any) -> dict[str, str]:
    """A day or an instant as the company's calendar day."""
    if day is None:
        return {}
    local = day.astimezone(company_zone()).date() if hasattr(day, "astimezone") else day
    return {name: local.isoformat()}


COUNTERS: Final[tuple[Callable[[], Counts], ...]] = (
    people,
    answers,
    without_basis,
    lapsing,
    contradictions,
    governing,
    unusual,
    charts,
)
