"""What every change of a sale or a project shares: the locks, the version, what may be written, the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from samtykke.accounts.models import User
from samtykke.audit.actions import record
from samtykke.consents import together
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.sales import queries
from samtykke.sales.models import LONGEST_NOTE, LONGEST_TITLE, Sale, Thing

if TYPE_CHECKING:
    from samtykke.audit.deeds import Deed
    from samtykke.contacts.models import Company
    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Vocabulary

T = TypeVar("T", bound=Thing)
# What stays as it is while somebody who is part of it is restricted. Its company too: without one it would be theirs alone.
WORDS = frozenset({"title", "note", "company"})
LONGEST = {"title": LONGEST_TITLE, "note": LONGEST_NOTE}


def ref_of(thing: Thing) -> Ref:
    """What the trail calls it."""
    return Ref("sale" if isinstance(thing, Sale) else "project", thing.pk)


def locked(thing: T, *, words: bool = False, in_bin_too: bool = False) -> T:
    """The sale or project as it is now, held until the transaction ends; refuses one in the bin. What is of people alone is
    theirs: while one of them is restricted it is not changed at all. Of a company's the figures are, and with `words` its
    people are held for what is written (`refuse_frozen`; Art. 18, decision 0019).
    """
    if words or thing.company_id is None:
        together.hold(queries.ids_of(thing))
    found: Any = type(thing)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)
    if found.deleted_at and not in_bin_too:
        raise Refused(_("This is in the recycle bin. Restore it first."), code="deleted")
    made: T = found
    if made.company_id is None:
        refuse_frozen(made)
    return made


def refuse_frozen(thing: Thing) -> None:
    """Refuses to change what is written of it, or who is part of it, while somebody who is part of it is restricted."""
    together.refuse_restricted(queries.ids_of(thing))


def differing(thing: Thing, fields: tuple[str, ...], before: dict[str, Any]) -> list[str]:
    """Which of its fields are not as they were before; refuses where the words are among them, and they are to stay."""
    changed = sorted(name for name in fields if getattr(thing, name) != before[name])
    if WORDS & set(changed):
        refuse_frozen(thing)
    return changed


def save(thing: Thing, changed: list[str]) -> None:
    """Writes the columns that changed, with a new version."""
    thing.version += 1
    thing.updated_at = now()
    thing.save(update_fields=[*changed, "version", "updated_at"])


def note(deed: Deed, thing: Thing, *, by: Actor, via: Via, **details: str | int | list[str]) -> None:
    """Names the deed in the trail."""
    record(deed, subject=ref_of(thing), by=by, via=via, **details)


def cleaned_text(name: str, said: str | None) -> str:
    """A title on one line, which is not empty, or a note."""
    text = (said or "").replace("\r\n", "\n").strip()
    if name == "title":
        text = " ".join(text.split())
        if not text:
            raise Refused(_("Write what it is about."), code="title_missing", field=name, status=422)
    if "\x00" in text:
        raise Refused(_("This holds a character that cannot be stored."), code="nul", field=name, status=422)
    if len(text) > LONGEST[name]:
        raise Refused(_("At most %d characters.") % LONGEST[name], code="too_long", field=name, status=422)
    return text


def checked_owner(owner_id: int | None, before: int | None = None) -> int | None:
    """A user who can look after something: one who is active, or who did already."""
    if owner_id is None or owner_id == before or User.objects.filter(pk=owner_id, is_active=True).exists():
        return owner_id
    raise Refused(_("There is no such user."), code="unknown_user", field="owner", status=422)


def checked_company(company: Company | None, before: int | None = None) -> Company | None:
    """A company that is not in the recycle bin, or the one it was."""
    if company is not None and company.deleted_at and company.pk != before:
        raise Refused(_("This company is in the recycle bin. Restore it first."), code="deleted", field="company")
    return company


def offered(item: Vocabulary | None, before: int | None, *, field: str) -> None:
    """An item of a list that is no longer chosen anew stays with what has it, and is new to nothing."""
    if item is None or item.pk == before or (item.is_active and item.deleted_at is None):
        return
    raise Refused(_("“%s” is no longer chosen anew.") % item.name, code="item_retired", field=field, status=422)
