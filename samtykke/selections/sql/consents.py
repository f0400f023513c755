"""Where people stand on each purpose, whether they may be reached, and what stands above the answers. Art. 6, 7, 18, 21."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from samtykke.consents.models import PERMITTING, QUESTIONS, Status
from samtykke.consents.queries.decisions import ALLOWED_REASONS
from samtykke.consents.queries.fold import MERGED, YES
from samtykke.consents.queries.gate import (
    OBJECTING,
    RESTRICTING,
    Asked,
    decide_these,
    ground,
    permitted,
)
from samtykke.core.templatetags.look import status_word
from samtykke.purposes.models import Channel, LegalBasis, Purpose, Source, Wording
from samtykke.selections.compiler import WIDE
from samtykke.selections.criteria import Condition, Operator
from samtykke.selections.registry import Known
from samtykke.selections.sql.contacts import FLAG, MOMENTS, ONE_OF
from samtykke.selections.sql.writing import NEVER, ids_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from samtykke.selections.sql.writing import Writing

RIGHTS: Final = _("Above all answers")
NO_RECORD: Final = "none"


def tell() -> Iterator[Known]:
    """The answers for each purpose, then what stands above them."""
    for purpose in Purpose.objects.in_order():
        yield from _of_purpose(purpose)
    yield Known(
        key="objected", name=_("Objected to all marketing"), heading=RIGHTS, operators=FLAG,
        sql=lambda w, _asked: _above(w, "objecting", OBJECTING),
        sentences={Operator.YES: _("objected to all marketing"), Operator.NO: _("did not object to all marketing")},
    )  # fmt: skip
    yield Known(
        key="restricted", name=_("Restricted"), heading=RIGHTS, operators=FLAG,
        sql=lambda w, _asked: _above(w, "restricting", RESTRICTING),
        sentences={Operator.YES: _("restricted"), Operator.NO: _("not restricted")},
    )  # fmt: skip


def _of_purpose(purpose: Purpose) -> Iterator[Known]:
    def known(part: str, name: Any, operators: tuple[Operator, ...], sql: Any, **more: Any) -> Known:
        said = more.pop("said", _("%(purpose)s: %(part)s") % {"purpose": purpose.name, "part": name})
        return Known(
            key=f"consent.{purpose.key}.{part}", name=f"{purpose.name}: {name}", heading=purpose.name,
            operators=operators, said=said, sql=lambda w, asked: _answer(w, purpose, sql(w, asked)), **more,
        )  # fmt: skip

    yield Known(
        key=f"consent.{purpose.key}.status", name=f"{purpose.name}: {_('status')}", heading=purpose.name, said=purpose.name,
        operators=ONE_OF, offers=lambda _reader: _statuses(), sql=lambda w, asked: _status(w, asked, purpose),
    )  # fmt: skip
    yield known("basis", _("legal basis"), ONE_OF, lambda w, asked: w.of_list("r.legal_basis_id", "purposes_legalbasis", asked),
                offers=lambda _reader: _listed(LegalBasis))  # fmt: skip
    yield known("source", _("source"), ONE_OF, lambda w, asked: w.of_list("r.source_id", "purposes_source", asked),
                offers=lambda _reader: _listed(Source))  # fmt: skip
    yield known("since", _("since"), MOMENTS, lambda w, asked: w.moment("r.occurred_at", asked))
    yield known("wording", _("text shown"), (*ONE_OF, Operator.FILLED, Operator.EMPTY),
                lambda w, asked: w.ids("r.wording_id", asked),
                names=lambda keys, _reader: _wordings(purpose, keys), offers=lambda _reader: _wordings(purpose, None))  # fmt: skip
    yield known("pending", _("waits for"), ONE_OF, lambda w, asked: w.keys("r.pending", asked),
                offers=lambda _reader: {str(one): status_word(one) for one in sorted(QUESTIONS)})  # fmt: skip
    yield Known(
        key=f"may.{purpose.key}", name=f"{purpose.name}: {_('may be reached')}", heading=purpose.name, operators=ONE_OF,
        offers=lambda _reader: dict(Channel.choices), sql=lambda w, asked: _may(w, asked, purpose),
        sentences={
            Operator.ANY_OF: _("may be reached for “%(purpose)s” by %(value)s") % {"purpose": purpose.name, "value": "%(value)s"},
            Operator.NONE_OF: _("may not be reached for “%(purpose)s” by %(value)s")
            % {"purpose": purpose.name, "value": "%(value)s"},
        },
    )  # fmt: skip


def _listed(model: type[Any]) -> dict[str, str]:
    return {item.key: item.name for item in model.objects.in_order()}


def _statuses() -> dict[str, Any]:
    """Every status, and that there is no answer at all."""
    return {**{str(one): status_word(one) for one in Status}, NO_RECORD: _("Nothing recorded")}


def _wordings(purpose: Purpose, keys: Iterable[str] | None) -> Mapping[str, str]:
    found = Wording.objects.filter(purpose=purpose).order_by("-version", "language")
    if keys is not None:
        found = found.filter(pk__in=ids_in(Condition("wording", Operator.ANY_OF, tuple(keys))))
    sentence = _("version %(version)d, %(language)s")
    return {str(one.pk): sentence % {"version": one.version, "language": one.language} for one in found}


def _answer(w: Writing, purpose: Purpose, condition: str) -> str:
    """Of the record of the person, which is derived over everybody merged into them."""
    about = f"r.person_id = {w.p}.id AND r.purpose_id = {w.bind(purpose.pk)}"
    return f"EXISTS (SELECT FROM consents_consentrecord r WHERE {about} AND {condition})"


def _status(w: Writing, asked: Condition, purpose: Purpose) -> str:
    """The status at this instant: a yes whose time is over is `expired`."""
    wanted = set(w.told(asked))
    parts = []
    if lasting := sorted(wanted - PERMITTING - {NO_RECORD}):
        parts.append(f"r.status = ANY({w.bind(lasting)}::text[])")
    over = f"r.expires_at IS NOT NULL AND r.expires_at <= {w.bind(w.at)}::timestamptz"
    if yes := sorted(wanted & PERMITTING):
        parts.append(f"(r.status = ANY({w.bind([str(one) for one in yes])}::text[]) AND NOT ({over}))")
    if Status.EXPIRED in wanted:
        parts.append(f"(r.status IN {YES} AND {over})")
    found = [_answer(w, purpose, f"({' OR '.join(parts)})")] if parts else []
    if NO_RECORD in wanted:
        found.append(f"NOT {_answer(w, purpose, 'true')}")
    return " OR ".join(found) or NEVER


def _may(w: Writing, asked: Condition, purpose: Purpose) -> str:
    """The gate as a set: of everybody, or of the few who are left; the same reasons either way."""
    if w.is_wide:
        return WIDE
    return " OR ".join(w.is_in(_allowed(w, purpose, channel)) for channel in w.told(asked)) or NEVER


def _allowed(w: Writing, purpose: Purpose, channel: str) -> str:
    question = Asked(purpose, channel)
    params = question.params | {"as_of": w.at}
    on = ground(question, params)
    if w.among is None:
        return w.bind_all(params, permitted(question, on, "p.id"))
    named = params | {"ids": w.among, "addresses": [None] * len(w.among)}
    reasons = ", ".join(f"'{reason}'" for reason in ALLOWED_REASONS)
    told = f"SELECT d.person_id FROM ({decide_these(question, on)}) d (n, person_id, reason, event_id) WHERE d.reason IN ({reasons})"
    return w.bind_all(named, told)


def _above(w: Writing, name: str, rows: str) -> str:
    """As the gate reads them, over everybody merged into the person."""
    told = f"WITH {MERGED}, {rows.format(concerned='')} SELECT who FROM {name}"
    return w.is_in(w.bind_all({"as_of": w.at, "known_at": "infinity"}, told))
