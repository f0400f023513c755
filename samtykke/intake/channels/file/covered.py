"""Who may not read a field changes it in nobody by a file: no more blindly than on the page (REQ-93, Art. 5(1)(d))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from samtykke.accounts.models import User
from samtykke.contacts.masking import mask_of
from samtykke.core.actors import Actor, ActorKind
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import engine, presets
from samtykke.intake.channels.file.columns import field_filled
from samtykke.intake.models import Strategy

if TYPE_CHECKING:
    from samtykke.intake.models import ImportRun

# These touch nobody who is held already: whoever comes in new, comes with what the file says.
LEAVES_THE_KNOWN: Final = frozenset({Strategy.SKIP, Strategy.ADD})


def refuse_covered(run: ImportRun, by: Actor) -> None:
    """Refuses, by the name of the column, a file that would change a field of people we hold which is covered for who asks."""
    if run.strategy in LEAVES_THE_KNOWN or by.kind is not ActorKind.USER:
        return
    user = User.objects.filter(pk=by.id).first()
    if user is None:
        raise PermissionDenied
    mask = mask_of(user)
    if not mask:
        return
    header: list[str] = run.reading["header"]
    mapping = engine.mapping_of(run, header)
    for name, places in mapping.columns.items():
        if mask.hides(field_filled(name)):
            _refuse(header[places[0]], f"column_{places[0]}")
    preset = presets.PRESETS.get(mapping.preset)
    for name in sorted(preset.finish_fills if preset else ()):
        if mask.hides(field_filled(name)):
            _refuse(name, "strategy")


def _refuse(column: str, field: str) -> None:
    raise Refused(
        _(
            "You may not read what “%(column)s” fills, so the file cannot change it for people who are held already. "
            "Leave the column out, or choose “Skip” or “Add always”."
        )
        % {"column": column},
        code="covered_column",
        field=field,
        status=403,
    )
