"""What a source says about informing, and that it was changed. Art. 13, 14; M4, M21."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from samtykke.core.clock import now
from samtykke.purposes.models import InformRule, Source, SourceChange

if TYPE_CHECKING:
    from samtykke.core.actors import Actor
    from samtykke.purposes.models import Vocabulary

TOLD: Final = ("inform_rule", "inform_after_days", "template_key", "sender_name")


def informing_of(item: Vocabulary) -> dict[str, Any]:
    """What a source says about informing now; nothing of other lists."""
    return {name: getattr(item, name) for name in TOLD} if isinstance(item, Source) else {}


def note_informing(item: Vocabulary, before: dict[str, Any], *, by: Actor) -> None:
    """Keeps what a source said before and says now.

    A rule chosen where there was none holds for whoever comes from now on; one that takes the place of another tells those
    who wait by that one too, so that nobody is forgotten in between (Art. 14(3)(a)).
    """
    after = informing_of(item)
    if not isinstance(item, Source) or before == after:
        return
    if before["inform_rule"] == InformRule.NEVER != after["inform_rule"]:
        item.inform_since = now()
        item.save(update_fields=["inform_since"])
    SourceChange.objects.create(
        source=item, before=before, after=after, changed_by_kind=by.kind.value, changed_by_id=by.id
    )
