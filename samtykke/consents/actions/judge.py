"""Judging what comes in: from an `Answer` to a `Fact`, or to a refusal that says which rule and which field.

Product rules 1, 2, 4–8, 12; REQ-10, 12, 16, 22, 61. What stands already is judged in `record`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_zone
from samtykke.consents.actions.age import age_facts
from samtykke.consents.actions.fact import Fact
from samtykke.consents.models import EXISTING_CUSTOMER, NOES, PERMITTING, SHOWS_ACT, ActBy, EvidenceKind, Status
from samtykke.consents.queries.people import primary_addresses, scope_at
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import CLOCK_SKEW, Precision, add_months, end_of_day, now, start_of_day
from samtykke.core.refused import Refused
from samtykke.purposes import queries as purposes
from samtykke.purposes.models import Article, Channel, LegalBasis, Source

if TYPE_CHECKING:
    from samtykke.consents.answers import Answer

SOURCE_OF_DOOR = {
    Via.STAFF: "USER",
    Via.BULK: "USER",
    Via.API: "API",
    Via.FILE: "IMPORT",
    Via.COMMAND: "IMPORT",
    Via.WEB_FORM: "WEBFORM",
    Via.EMAIL: "EMAIL",
    Via.CHAT: "CHAT",
    Via.PREFERENCE_PAGE: "PORTAL",
    Via.SYSTEM: "UNKNOWN",
}
CUSTOMER_FACTS = ("sale_reference", "sale_on", "product_group", "address_from_sale", "opt_out_offered")


def when(given: datetime | date | None, *, is_no: bool, arrived: datetime) -> tuple[datetime, str]:
    """When it was so: (instant, precision). Rule 4: a day's no counts at its end, capped at now; all else at its start.
    Rule 8: the future is refused; up to five minutes of clock skew become now. None: a no counts now, all else when
    it arrived, so that a yes which waited behind a no never overtakes it."""
    moment = now()
    if given is None:
        return (moment if is_no else arrived), Precision.INSTANT
    if not isinstance(given, datetime):
        zone = company_zone()
        start = start_of_day(given, zone)
        if start > moment:
            raise _future()
        return (min(end_of_day(given, zone), moment) if is_no else start), Precision.DAY
    if given > moment + CLOCK_SKEW:
        raise _future()
    return min(given, moment), Precision.INSTANT


def _future() -> Refused:
    return Refused(_("This lies in the future."), code="in_the_future", field="occurred_at", status=422)


def source_of(via: Via) -> Source:
    """The source of a door, where nobody named another."""
    return purposes.source_by_key(SOURCE_OF_DOOR[via])


def basis_of(answer: Answer) -> LegalBasis | None:
    """The basis: named, else the purpose's default for a yes; for a no of consent the purpose's consent entry."""
    if answer.legal_basis is not None:
        return answer.legal_basis
    if answer.status in {Status.REFUSED, Status.WITHDRAWN, Status.REQUESTED, Status.PENDING_CONFIRMATION, Status.GIVEN}:
        return purposes.consent_basis(answer.purpose)
    if answer.status in {Status.OBJECTED, Status.UNKNOWN}:
        return None
    return purposes.default_basis(answer.purpose)


def status_of(answer: Answer, basis: LegalBasis | None) -> str:
    """The status: named and fitting the basis, else what the basis means. Rule 6: a yes that is not shown by wording
    and evidence is `unknown`, never `given`."""
    consent = basis is not None and basis.is_consent
    status = answer.status or (Status.GIVEN if consent else Status.IN_FORCE)
    if status in {Status.EXPIRED, Status.INVALIDATED} or status not in Status.values:
        raise Refused(_("“%s” cannot be recorded.") % status, code="unknown_status", field="status", status=422)
    needs_consent = status in {
        Status.GIVEN,
        Status.REFUSED,
        Status.WITHDRAWN,
        Status.REQUESTED,
        Status.PENDING_CONFIRMATION,
    }
    if (needs_consent and not consent) or (status in {Status.IN_FORCE, Status.ENDED} and (consent or basis is None)):
        raise Refused(
            _("This status does not fit the legal basis."), code="status_does_not_fit", field="status", status=422
        )
    if status == Status.GIVEN and not is_shown(answer):
        return Status.UNKNOWN
    return status


def is_shown(answer: Answer) -> bool:
    """Whether a yes carries a wording and evidence. REQ-12."""
    return answer.evidence is not None and (answer.wording is not None or bool(answer.shown_text))


def shows_own_act(answer: Answer) -> bool:
    """Whether wording and evidence show the person's own act (rule 2)."""
    return is_shown(answer) and answer.evidence is not None and answer.evidence.kind in SHOWS_ACT


def act_of(answer: Answer, basis: LegalBasis | None, *, own_act: bool) -> str:
    """Whose act it was. Only who may write the person's own act may say so; from others it is the company's (rule 2)."""
    if answer.act_by == ActBy.PERSON:
        if not own_act:
            raise Refused(
                _("You may not record this as the person's own act."), code="own_act", field="act_by", status=403
            )
        return ActBy.PERSON
    if answer.act_by is not None and answer.act_by != ActBy.CONTROLLER:
        raise Refused(_("Unknown act_by “%s”.") % answer.act_by, code="unknown_act_by", field="act_by", status=422)
    if answer.act_by is None and own_act and basis is not None and basis.is_consent and shows_own_act(answer):
        return ActBy.PERSON
    return ActBy.CONTROLLER


def check_basis(answer: Answer, basis: LegalBasis, status: str) -> None:
    """Rules 6 and 7: the purpose allows the basis; 61F has an approved assessment, 61C and 61E a citation; marketing
    on legitimate interests only as an existing customer with all five facts (REQ-10, 22, 61)."""
    if status not in PERMITTING:
        return
    purpose = answer.purpose
    if not purpose.is_active or purpose.deleted_at is not None:
        raise Refused(_("This purpose is not in use."), code="purpose_inactive", field="purpose")
    allowed = purposes.allowed_basis(purpose, basis)
    if allowed is None or not basis.is_active:
        raise Refused(
            _("%(purpose)s does not allow the legal basis %(basis)s.") % {"purpose": purpose.name, "basis": basis.name},
            code="basis_not_allowed",
            field="legal_basis",
        )
    if basis.article in {Article.LEGAL_OBLIGATION, Article.PUBLIC_TASK} and not allowed.citation:
        raise Refused(_("Name the law this rests on."), code="citation_missing", field="legal_basis")
    if basis.article == Article.LEGITIMATE_INTERESTS:
        if purpose.is_marketing:
            check_customer(answer)
        elif not purposes.assessment_holds(purpose, now()):
            raise Refused(
                _("The assessment of legitimate interests for %s must be approved first.") % purpose.name,
                code="assessment_missing",
            )
    elif answer.permission:
        raise Refused(_("Unknown permission."), code="unknown_permission", field="permission", status=422)


def check_customer(answer: Answer) -> None:
    """REQ-61: all five facts, or nothing; and only where the company has chosen to use the exception."""
    settings = purposes.privacy_settings()
    if answer.permission != EXISTING_CUSTOMER:
        raise Refused(
            _("Marketing needs a consent, or the exception for existing customers with its five facts."),
            code="marketing_needs_consent",
            field="legal_basis",
        )
    if not settings.existing_customers or answer.purpose.pk in settings.only_consent:
        raise Refused(
            _(
                "Marketing needs a consent: the privacy settings do not allow the exception for existing customers here."
            ),
            code="marketing_needs_consent",
            field="legal_basis",
        )
    facts = answer.facts or {}
    missing = [name for name in CUSTOMER_FACTS if not facts.get(name)]
    if missing or answer.evidence is None:
        raise Refused(
            _("The exception for existing customers needs: %s.") % ", ".join(missing or ["evidence"]),
            code="existing_customer_facts",
            field="facts",
        )


def expiry_of(answer: Answer, status: str, occurred_at: datetime) -> datetime | None:
    """When the yes stops holding by itself: named, else by the purpose's rule (REQ-17) or the exception's (REQ-61)."""
    if status not in PERMITTING:
        return None
    if answer.expires_at is not None:
        if answer.expires_at <= occurred_at:
            raise Refused(
                _("It cannot end before it begins."), code="expires_before_start", field="expires_at", status=422
            )
        return answer.expires_at
    if answer.permission == EXISTING_CUSTOMER:
        return _from_sale(answer)
    if status == Status.GIVEN and answer.purpose.consent_valid_months:
        return add_months(occurred_at, answer.purpose.consent_valid_months)
    return None


def _from_sale(answer: Answer) -> datetime:
    try:
        sale_on = date.fromisoformat(str((answer.facts or {})["sale_on"]))
    except ValueError as error:
        raise Refused(_("This is not a date."), code="invalid_date", field="facts.sale_on", status=422) from error
    months = purposes.privacy_settings().customer_months
    return add_months(start_of_day(sale_on, company_zone()), months) + timedelta(days=1)


def check_wording(answer: Answer) -> None:
    """A wording belongs to its purpose; evidence and channels are words we know."""
    if answer.wording is not None and answer.wording.purpose_id != answer.purpose.pk:
        raise Refused(
            _("This text belongs to another purpose."), code="wording_of_other_purpose", field="wording", status=422
        )
    if answer.evidence is not None and answer.evidence.kind not in EvidenceKind.values:
        raise Refused(
            _("Unknown kind of evidence “%s”.") % answer.evidence.kind,
            code="unknown_evidence",
            field="evidence.kind",
            status=422,
        )
    for channel in answer.channels:
        if channel not in Channel.values:
            raise Refused(_("Unknown channel “%s”.") % channel, code="unknown_channel", field="channel", status=422)
        if answer.wording is not None and answer.status != Status.UNKNOWN and channel not in answer.wording.channels:
            raise Refused(
                _("The words do not speak of the channel “%s”.") % channel,
                code="channel_not_in_wording",
                field="channel",
                status=422,
            )


def judged(
    person: int, answer: Answer, *, by: Actor, via: Via, own_act: bool, arrived: datetime, run_id: int | None = None
) -> Fact:
    """The fact an answer amounts to. Raises `Refused` naming the field."""
    check_wording(answer)
    basis = basis_of(answer)
    status = status_of(answer, basis)
    act_by = act_of(answer, basis, own_act=own_act)
    occurred_at, precision = when(answer.occurred_at, is_no=status in NOES, arrived=arrived)
    if basis is not None:
        check_basis(answer, basis, status)
    covers = status == Status.GIVEN or bool(answer.permission)
    email_id, phone_id = primary_addresses(person) if covers else (None, None)
    channels = answer.channels or (tuple(answer.wording.channels) if answer.wording else ()) or (Channel.EMAIL.value,)
    shown_text = "" if answer.wording else answer.shown_text
    aged = age_facts(person, answer, status, occurred_at)
    return Fact(
        purpose=answer.purpose,
        status=status,
        legal_basis=basis,
        source=answer.source or source_of(via),
        act_by=act_by,
        by=by,
        via=via,
        occurred_at=occurred_at,
        precision=precision,
        wording=answer.wording,
        shown_text=shown_text,
        scope=answer.wording.scope if answer.wording else scope_at(answer.purpose, occurred_at),
        point=answer.point,
        email_id=answer.email.id if answer.email is not None else email_id,
        phone_id=phone_id,
        channels=channels if covers else answer.channels,
        expires_at=expiry_of(answer, status, occurred_at),
        permission=answer.permission,
        evidence=answer.evidence,
        comment=answer.comment,
        facts={**(answer.facts or {}), **aged} if aged else answer.facts,
        run_id=run_id,
    )


def covering(fact: Fact, answer: Answer, person: int) -> Fact:
    """The same fact once the person has a row: it covers the addresses they have now, where it covers any."""
    if fact.status != Status.GIVEN and not fact.permission:
        return fact
    email_id, phone_id = primary_addresses(person)
    return replace(fact, email_id=answer.email.id if answer.email is not None else email_id, phone_id=phone_id)
