"""Photos of people: allowed by the company for a purpose, kept, changed, taken away; forbidden again, and then erased. REQ-21."""

from __future__ import annotations

from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.accounts.secrets import seal
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.standing import members_of
from samtykke.contacts.actions.changes import locked
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.core.uploads import too_large
from samtykke.documents import kinds, photo, queries
from samtykke.documents.actions.pictures import square
from samtykke.documents.actions.versions import LARGE_FILE, looked_into
from samtykke.documents.fields import PHOTO
from samtykke.documents.models import PersonPhoto
from samtykke.purposes.actions import change_settings, decide_field, forget_field
from samtykke.purposes.models import DataKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from samtykke.contacts.models import Person
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Purpose

LARGEST: Final = 5 * 1024 * 1024
# How long one that was taken away can be put back.
UNDONE_WITHIN: Final = timedelta(hours=1)


@transaction.atomic
def allow(*, purposes: Collection[Purpose], why: str, seen: int | None = None, by: Actor, via: Via) -> None:
    """Lets photos of people be kept, for purposes and a reason that the data map shows from then on. Art. 5(1)(b), (c)."""
    if not purposes:
        raise Refused(_("Say what the photos are for."), code="purpose_missing", field="purposes", status=422)
    if not why.strip():
        raise Refused(_("Say in a sentence why."), code="reason_missing", field="why", status=422)
    change_settings(changes={"photos": True}, seen=seen, by=by, via=via)
    kind = DataKind.objects.filter(key="RECORDINGS").first()
    try:
        decide_field(PHOTO, purposes=purposes, data_kind=kind, note=why, by=by, via=via)
    except Refused as refused:
        if refused.field == "note":
            refused.field = "why"
        raise


@transaction.atomic
def forbid(*, seen: int | None = None, by: Actor, via: Via) -> int:
    """Lets no more be kept, and erases all that are. Says how many people had one. Twice changes nothing."""
    change_settings(changes={"photos": False}, seen=seen, by=by, via=via)
    forget_field(PHOTO, by=by, via=via)
    queries.hold_photos()
    shown = photo.how_many()
    removed, _by_table = PersonPhoto.objects.all().delete()
    if removed:
        audit.record(Deed.PHOTOS_ERASED, subject=None, by=by, via=via, removed=removed)
    return shown


def drawn(content: IO[bytes], name: str, *, by: Actor, via: Via) -> bytes:
    """The small square picture that is kept of a file: judged by its content, scanned, decoded in a process of its own and
    written anew, so that nothing noted in it stays. Refuses what is no picture. To be done before a transaction begins.
    """
    if content.seek(0, 2) > LARGEST:
        raise Refused(too_large(LARGEST), code="file_too_large", field="file", status=LARGE_FILE)
    file = looked_into(content, name, by=by, via=via)
    picture = square(content) if file.found.kind.media_type in kinds.PICTURES else None
    if picture is None:
        raise Refused(
            _("“%(name)s” is no picture that can be shown. Choose a JPEG, PNG or WebP.") % {"name": file.found.name},
            code="file_type",
            field="file",
            status=422,
        )
    return picture


@transaction.atomic
def keep_photo(person: Person, picture: bytes, *, seen: int | None = None, by: Actor, via: Via) -> PersonPhoto:
    """Keeps a picture that was `drawn` as the photo of a person; the one before goes. With `seen`, the id of the photo that
    was on the screen (0: none), refuses where another stands by now.
    """
    person = locked(person.pk)
    _refuse_unseen(person.pk, seen)
    _living(person.pk).update(removed_at=now())
    kept = PersonPhoto.objects.create(
        person=person, picture=seal(photo.label_of(person.pk), picture), actor_kind=by.kind.value, actor_id=by.id
    )
    if not photo.are_kept():  # asked after the row is written: who forbids them waits for it, or it for them
        raise Refused(_("Photos of people are not kept here."), code="photos_off", status=404)
    audit.record(Deed.PERSON_CHANGED, subject=Ref.person(person.pk), by=by, via=via, fields=["photo"])
    return kept


@transaction.atomic
def remove_photo(person: Person, *, seen: int | None = None, by: Actor, via: Via) -> None:
    """Takes the photo away, also of those merged into the person. Twice changes nothing."""
    person = locked(person.pk)
    living = _living(*members_of(person.pk))
    if not living.exists():
        return
    _refuse_unseen(person.pk, seen)
    living.update(removed_at=now())
    audit.record(Deed.PERSON_CHANGED, subject=Ref.person(person.pk), by=by, via=via, fields=["photo"])


@transaction.atomic
def put_back(person: Person, photo_id: int, *, by: Actor, via: Via) -> None:
    """Puts back what was taken away or changed a moment ago, unless another stands there by now."""
    person = locked(person.pk)
    found = PersonPhoto.objects.filter(person_id__in=members_of(person.pk), id=photo_id).first()
    if found is None or (found.removed_at and found.removed_at < now() - UNDONE_WITHIN):
        raise Refused(_("The photo is gone. Choose it again."), code="gone", status=404)
    if found.removed_at is None:
        return
    _living(found.person_id).update(removed_at=now())
    PersonPhoto.objects.filter(pk=found.pk).update(removed_at=None)
    audit.record(Deed.PERSON_CHANGED, subject=Ref.person(person.pk), by=by, via=via, fields=["photo"])


def forget_removed() -> int:
    """Erases photos that were changed or taken away, when they can no longer be put back. Says how many."""
    removed, _by_table = PersonPhoto.objects.filter(removed_at__lt=now() - UNDONE_WITHIN).delete()
    return removed


def _living(*person_ids: int) -> Any:
    return PersonPhoto.objects.filter(person_id__in=person_ids, removed_at__isnull=True)


def _refuse_unseen(person_id: int, seen: int | None) -> None:
    shown = photo.photo_of(members_of(person_id))
    if seen is not None and seen != (shown.id if shown else 0):
        raise Refused(
            _("Somebody changed the photo meanwhile. Look at it, and choose again if you still mean it."),
            code="changed_meanwhile",
        )
