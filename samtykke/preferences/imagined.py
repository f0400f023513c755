"""The own page of somebody who does not exist, with the texts and settings as they are now: what staff look at before
anybody real does. Nothing is written, and there is no token.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from samtykke.consents.models import Status
from samtykke.core.clock import now
from samtykke.preferences.queries import Choice, OwnPage, Visited, texts
from samtykke.purposes.models import Article, PurposeBasis, Source

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ADDRESS = "kari@tenktbygg.example"
SOME_DAYS = timedelta(days=30)


class State(StrEnum):
    """What the imagined person has answered."""

    NOTHING = "nothing"
    YES = "yes"
    NO = "no"
    RESTRICTED = "restricted"


STATES: dict[State, _StrPromise] = {
    State.NOTHING: _("Has answered nothing"),
    State.YES: _("Has said yes"),
    State.NO: _("Has said no"),
    State.RESTRICTED: _("Is restricted"),
}


def visitor(language: str) -> Visited:
    """Somebody at an address that nobody has."""
    return Visited(person=0, language=language, email=0, address=ADDRESS, fingerprint=b"", expires_at=None)


def own_page(state: State) -> OwnPage:
    """What the page shows of each purpose in use to somebody in a state."""
    rows = PurposeBasis.objects.filter(is_default=True).select_related("legal_basis", "purpose")
    defaults = {row.purpose.key: (row.legal_basis.article, row.legal_basis.names) for row in rows}
    source = Source.objects.filter(key="WEBFORM").first()
    came_by = {**source.names, **source.public_names} if source else {}
    choices = [_answered(choice, state, *defaults.get(choice.key, ("", {})), came_by) for choice in texts()]
    shown = [choice for choice in choices if choice.has_answer or choice.is_no or choice.can_say_no]
    return OwnPage(shown, None, is_restricted=state == State.RESTRICTED)


def _answered(choice: Choice, state: State, article: str, names: dict[str, str], came_by: dict[str, str]) -> Choice:
    asked = choice.takes_consent and article in {"", Article.CONSENT}
    status, rests_on = Status.IN_FORCE, article
    if asked or choice.is_marketing:
        if state == State.NOTHING:
            return choice
        status, rests_on = (Status.WITHDRAWN if state == State.NO else Status.GIVEN), Article.CONSENT
    return replace(
        choice,
        status=status,
        article=rests_on,
        at=now() - SOME_DAYS,
        event_id=1,
        source_names=came_by,
        basis_names=names,
        is_covered=True,
    )
