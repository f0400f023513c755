"""Purposes and settings as they stood at each time, and what it takes to switch a purpose on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samtykke.core.refused import Refused
from samtykke.purposes import queries
from samtykke.purposes.models import PrivacySettings, Purpose, PurposeVersion

if TYPE_CHECKING:
    from django.db.models import Q

    from samtykke.core.actors import Actor


def append_version(purpose: Purpose, *, by: Actor, widens: bool = False) -> PurposeVersion:
    """Writes how the purpose stands from now on. Nothing of an earlier version changes."""
    return PurposeVersion.objects.create(
        purpose=purpose,
        is_active=purpose.is_active and purpose.deleted_at is None,
        scope=queries.current_scope(purpose) + int(widens),
        content=queries.content_of(purpose),
        changed_by_kind=by.kind.value,
        changed_by_id=by.id,
    )


def append_settings(changes: dict[str, Any], *, by: Actor) -> PrivacySettings:
    """Writes the next version of the privacy settings: as they stand, but for the changes."""
    before = queries.privacy_settings()
    told = {name: changes.get(name, getattr(before, name)) for name in queries.SETTINGS}
    return PrivacySettings.objects.create(changed_by_kind=by.kind.value, changed_by_id=by.id, **told)


def refuse_unready(purpose: Purpose, *, switched_on: bool = False) -> None:
    """Refuses a purpose that lacks what the law asks of one in use. Words that became too narrow keep it from being switched
    on; where it is on they are shown, for a yes to them does not count.
    """
    for gap in queries.gaps(purpose):
        if gap == queries.NARROW_WORDING and not switched_on:
            continue
        raise Refused(str(gap.sentence), code=gap.code, field=gap.field)


def held(which: Q) -> list[Purpose]:
    """The purposes meant, those in the bin too, held until the transaction ends. What they reach is about to grow."""
    return list(Purpose.objects.select_for_update(of=("self",), no_key=True).filter(which).order_by("pk"))


def refuse_without_condition(purposes: list[Purpose], field: str) -> None:
    """Refuses a special category where a purpose in use names no condition of Art. 9(2), by the field it came from. REQ-20."""
    lacking = [one.name for one in purposes if one.is_active and not one.deleted_at and not one.special_condition]
    if lacking:
        raise Refused(
            _("Special categories need a condition of Art. 9(2). Name it first for: %s.") % ", ".join(lacking),
            code="special_condition_missing",
            field=field,
        )


def widen(purposes: list[Purpose], *, by: Actor) -> None:
    """Lets the purposes reach further: consents given until now do not cover them any more. REQ-17."""
    for purpose in purposes:
        append_version(purpose, by=by, widens=True)
