"""What the law says from a day on, and the company's own days off. Nothing that has held is ever edited. REQ-02, REQ-19."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samtykke.accounts.queries import today
from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes.law import PARAMETERS, Parameter, Unit
from samtykke.purposes.models import CalendarDay, LawParameter

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

EARLIEST: Final = date(1990, 1, 1)
YEARS_AHEAD: Final = 20
LONGEST: Final = 1000
LONGEST_NAME: Final = 120


@transaction.atomic
def add_law(
    key: str, *, country: str, valid_from: date, value: Any, source: str, note: str = "", by: Actor, via: Via
) -> LawParameter:
    """Adds what the law says in a country from a day on. The day is later than that of every row before it.

    Writing again what the newest row says changes nothing. Raises `Refused` (422, 409) with the field it is about.
    """
    parameter = PARAMETERS[key]
    country, source, note = country.upper(), _text(source, "source", needed=True), _text(note, "note")
    _refuse_value(parameter, value)
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise Refused(_("Choose a country."), code="unknown_country", field="country", status=422)
    if not EARLIEST <= valid_from <= today().replace(year=today().year + YEARS_AHEAD, day=1):
        raise Refused(
            _("Choose a day from 1990 on, at most 20 years ahead."), code="invalid_day", field="valid_from", status=422
        )
    said = {"country": country, "key": key, "valid_from": valid_from}
    newest = LawParameter.objects.standing().filter(country=country, key=key).order_by("-valid_from", "-id").first()
    if newest and newest.valid_from == valid_from and (newest.value, newest.source) == (value, source):
        return newest
    if newest and valid_from <= newest.valid_from:
        raise Refused(
            _("What held is not edited. Choose a day after %s.") % newest.valid_from.isoformat(),
            code="not_newer",
            field="valid_from",
        )
    try:
        with transaction.atomic():
            row = LawParameter.objects.create(
                **said, value=value, source=source, note=note, changed_by_kind=by.kind.value, changed_by_id=by.id
            )
    except IntegrityError as error:
        raise Refused(
            _("Somebody added a row for this day just now. Look at it first."), code="not_newer", field="valid_from"
        ) from error
    record(Deed.LAW_ADDED, subject=None, by=by, via=via, key=key, country=country, valid_from=valid_from.isoformat())
    return row


@transaction.atomic
def withdraw_law(row: LawParameter, *, by: Actor, via: Via) -> LawParameter:
    """Takes back a row of the company's own that is not in force yet. Taking it back twice changes nothing."""
    row = LawParameter.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if row.withdrawn_at:
        return row
    if row.is_shipped or row.valid_from <= today():
        raise Refused(_("What has held, or came with the product, stays. Add a newer row."), code="in_force")
    row.withdrawn_at = now()
    row.save(update_fields=["withdrawn_at"])
    told = {"key": row.key, "country": row.country, "valid_from": row.valid_from.isoformat()}
    record(Deed.LAW_WITHDRAWN, subject=None, by=by, via=via, **told)
    return row


@transaction.atomic
def mark_day(day: date, *, name: str, is_off: bool = True, by: Actor, via: Via) -> CalendarDay:
    """Says of one day that the company's calendar differs: off, or worked although the law's calendar is off.

    Days that were found before stay as they were; those found from now on follow it.
    """
    name = _text(name, "name", needed=True, longest=LONGEST_NAME)
    if not EARLIEST <= day <= today().replace(year=today().year + YEARS_AHEAD, day=1):
        raise Refused(
            _("Choose a day from 1990 on, at most 20 years ahead."), code="invalid_day", field="day", status=422
        )
    before = CalendarDay.objects.select_for_update(no_key=True).filter(day=day).first()
    if before and (before.name, before.is_off) == (name, is_off):
        return before
    told = {"name": name, "is_off": is_off, "changed_by_kind": by.kind.value, "changed_by_id": by.id}
    marked, _made = CalendarDay.objects.update_or_create(day=day, defaults=told)
    record(
        Deed.CALENDAR_CHANGED, subject=None, by=by, via=via, day=day.isoformat(), state="off" if is_off else "worked"
    )
    return marked


@transaction.atomic
def unmark_day(day: date, *, by: Actor, via: Via) -> None:
    """Lets a day follow the law's calendar again. A day that was never marked changes nothing."""
    gone, _rows = CalendarDay.objects.filter(day=day).delete()
    if gone:
        record(Deed.CALENDAR_CHANGED, subject=None, by=by, via=via, day=day.isoformat(), state="as the law")


def _refuse_value(parameter: Parameter, value: Any) -> None:
    if value is None and parameter.may_be_none:
        return
    match parameter.unit:
        case Unit.YES_NO:
            fits = isinstance(value, bool)
        case Unit.CHOICE:
            fits = value in dict(parameter.choices)
        case _:
            fits = type(value) is int and parameter.least <= value <= parameter.most
    if not fits and parameter.choices:
        raise Refused(_("Choose one of the list."), code="invalid_value", field="value", status=422)
    if not fits:
        raise Refused(
            _("Write a whole number from %(least)d to %(most)d.") % {"least": parameter.least, "most": parameter.most},
            code="invalid_value",
            field="value",
            status=422,
        )


def _text(text: str, field: str, *, needed: bool = False, longest: int = LONGEST) -> str:
    text = " ".join(text.split())
    if needed and not text:
        sentence = _("Say where it stands: the law and its section.") if field == "source" else _("Write a name.")
        raise Refused(sentence, code="missing", field=field, status=422)
    if len(text) > longest:
        raise Refused(_("At most %d characters.") % longest, code="too_long", field=field, status=422)
    if "\x00" in text:
        raise Refused(_("This holds a character that cannot be stored."), code="nul", field=field, status=422)
    return text
