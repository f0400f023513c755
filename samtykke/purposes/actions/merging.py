"""Two entries of a list made one: everybody with the first has the second, in one transaction, and all of it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes.actions.items import delete_item, restore_item
from samtykke.purposes.models import ItemMerge
from samtykke.purposes.moving import Move, movers_of

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Vocabulary


@transaction.atomic
def merge_items(item: Vocabulary, *, into: Vocabulary, slug: str, by: Actor, via: Via) -> ItemMerge:
    """Makes two entries of a list one: whoever has the first has the second, with it in their history. The first is in the
    bin afterwards. `slug` is the list's.
    """
    model = type(item)
    held = model.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = {row.pk: row for row in held.filter(pk__in=[item.pk, into.pk])}
    movers = movers_of(model)
    if not movers:
        raise Refused(_("The entries of this list are never made one."), code="never_merged")
    if len(rows) != 2 or any(row.deleted_at for row in rows.values()):
        raise Refused(_("Choose another entry of the same list."), code="other_list", field="into", status=422)
    item, into = rows[item.pk], rows[into.pk]
    told = Move(gone=item.pk, stays=into.pk, at=now(), by=by, via=via)
    moved = sum(mover.move(told) for mover in movers)
    delete_item(item, by=by, via=via)
    merge = ItemMerge.objects.create(
        slug=slug, gone_id=item.pk, stays_id=into.pk, moved=moved, at=told.at, actor_kind=by.kind.value, actor_id=by.id
    )
    record(
        Deed.LIST_MERGED, subject=Ref(str(model._meta.model_name), item.pk), by=by, via=via, key=item.key,
        merged=item.key, merged_into=into.key, count=moved,
    )  # fmt: skip
    return merge


@transaction.atomic
def part_items(merge: ItemMerge, *, model: type[Vocabulary], by: Actor, via: Via) -> Vocabulary | None:
    """Takes that back as a whole: the entry comes out of the bin, and whoever still has the other has it again.

    The entry; None where it was taken back already, or is gone for good.
    """
    merge = ItemMerge.objects.select_for_update(of=("self",), no_key=True).get(pk=merge.pk)
    item: Vocabulary | None = model.objects.filter(pk=merge.gone_id).first()
    if merge.undone_at is not None or item is None:
        return None
    item = restore_item(item, by=by, via=via)
    told = Move(gone=merge.gone_id, stays=merge.stays_id, at=now(), by=by, via=via, undoes=merge.at)
    moved = sum(mover.back(told) for mover in movers_of(model))
    merge.undone_at = told.at
    merge.save(update_fields=["undone_at"])
    record(
        Deed.LIST_PARTED, subject=Ref(str(model._meta.model_name), item.pk), by=by, via=via, key=item.key, count=moved
    )  # fmt: skip
    return item
