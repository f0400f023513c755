"""What the three lists share: finding, telling, making, changing and taking out an item."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.http import Http404
from django.utils.translation import gettext as _

from samtykke.accounts.queries import company_language
from samtykke.core.actors import Via
from samtykke.core.pagination import page
from samtykke.core.refused import Refused
from samtykke.intake.channels.api.keys import actor_of
from samtykke.intake.channels.api.list_shapes import (
    BasisIn,
    BasisOut,
    ItemFields,
    PurposeBasisOut,
    PurposeIn,
    PurposeOut,
    RecipientOut,
    SourceIn,
    SourceOut,
)
from samtykke.intake.channels.api.replies import Reply, check_version, etag
from samtykke.purposes import actions
from samtykke.purposes.actions.items import locked
from samtykke.purposes.models import DataKind, LegalBasis, Purpose, PurposeBasis, Source, Vocabulary
from samtykke.purposes.queries import basis_by_key, item_by_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest

    from samtykke.core.pagination import Page
    from samtykke.intake.channels.api.list_shapes import ItemOut, PurposeBasisIn

V = TypeVar("V", bound=Vocabulary)

SAME = {"key": "key", "active": "is_active", "order": "rank"}
OWN: dict[type[ItemFields], dict[str, str]] = {
    PurposeIn: {
        "marketing": "is_marketing",
        "retention_months": "retention_months",
        "consent_valid_months": "consent_valid_months",
        "ask_before_days": "ask_before_days",
        "dormant_months": "dormant_months",
        "special_condition": "special_condition",
        "special_note": "special_note",
        "for_children": "for_children",
        "data_kinds": "data_kinds",
    },
    BasisIn: {"article": "article"},
    SourceIn: {"from_person": "from_person", "sends_confirmation": "sends_confirmation"},
}
MAY_BE_EMPTY = frozenset({"retention_months", "consent_valid_months", "ask_before_days", "dormant_months"})


def found_by_key(model: type[V], key: str) -> V:
    """The item with a key; 404 where there is none."""
    item = item_by_key(model, key)
    if item is None:
        raise Http404
    return item


def page_of(model: type[V], *, cursor: str | None, limit: int) -> Page[V]:
    """A page of a list, in the company's order; those that are switched off too."""
    return page(model.objects.existing(), order=["rank", "id"], cursor=cursor, size=limit)


def create(model: type[V], told: ItemFields, request: HttpRequest) -> V:
    """Adds an item."""
    fields = _fields(told)
    key = fields.pop("key", None)
    if not fields.get("names"):
        raise Refused(_("Write a name in at least one language."), code="name_missing", field="name", status=422)
    with _as_it_was_sent(told):
        item = actions.create_item(model, key=key, by=actor_of(request), via=Via.API, **fields)
    if isinstance(item, Purpose) and isinstance(told, PurposeIn) and told.legal_bases is not None:
        _set_bases(item, told.legal_bases, request)
    return item


def change(model: type[V], key: str, told: ItemFields, request: HttpRequest) -> V:
    """Changes what is named of an item; bases first, since a purpose is switched on only when it is complete."""
    item = locked(found_by_key(model, key))
    check_version(request, version_of(item))
    if isinstance(item, Purpose) and isinstance(told, PurposeIn) and told.legal_bases is not None:
        _set_bases(item, told.legal_bases, request)
    fields = _fields(told)
    with _as_it_was_sent(told):
        return actions.change_item(item, changes=fields, by=actor_of(request), via=Via.API) if fields else item


@contextmanager
def _as_it_was_sent(told: ItemFields) -> Iterator[None]:
    """Names the field a text was sent in: a plain `name` is kept among `names`."""
    try:
        yield
    except Refused as no:
        for one, many in (("name", "names"), ("description", "descriptions")):
            if no.field == many and many not in told.model_fields_set:
                no.field = one
        raise


def delete(model: type[V], key: str, request: HttpRequest) -> Reply:
    """Takes an item out of its list."""
    item = locked(found_by_key(model, key))
    check_version(request, version_of(item))
    actions.delete_item(item, by=actor_of(request), via=Via.API)
    return Reply(status=204)


def _fields(told: ItemFields) -> dict[str, Any]:
    """What was sent, by the names rules know. An empty value where none may stand says nothing."""
    names = {**SAME, **OWN[type(told)]}
    fields = {
        own: getattr(told, name)
        for name, own in names.items()
        if name in told.model_fields_set and (getattr(told, name) is not None or name in MAY_BE_EMPTY)
    }
    if "data_kinds" in fields:
        fields["data_kinds"] = _kinds(fields["data_kinds"])
    for one, many in (("name", "names"), ("description", "descriptions")):
        texts = dict(getattr(told, many) or {})
        plain = getattr(told, one)
        if plain is not None:
            texts.setdefault(company_language(), plain)
        if texts:
            fields[many] = texts
    return fields


def _kinds(keys: list[str]) -> list[DataKind]:
    """Kinds of data by key; refuses one that does not exist, naming its place."""
    found = {kind.key: kind for kind in DataKind.objects.existing().filter(key__in=keys)}
    for place, key in enumerate(keys):
        if key not in found:
            raise Refused(
                _("There is no kind of data with the key “%s”.") % key[:60],
                code="unknown_data_kind",
                field=f"data_kinds.{place}",
                status=422,
            )
    return [found[key] for key in dict.fromkeys(keys)]


def _set_bases(purpose: Purpose, told: list[PurposeBasisIn], request: HttpRequest) -> None:
    """The whole list of bases a purpose allows: the default first, so that there is always one."""
    by = actor_of(request)
    wanted = {one.key: one for one in told}
    before = {row.legal_basis.key: row for row in _bases(purpose)}
    for place, one in sorted(enumerate(told), key=lambda pair: not pair[1].default):
        basis = basis_by_key(one.key, field=f"legal_bases.{place}.key")
        row = before.get(one.key)
        citation = one.citation if one.citation is not None else (row.citation if row else "")
        actions.allow_basis(purpose, basis, citation=citation, is_default=one.default, by=by, via=Via.API)
    for key, row in before.items():
        if key not in wanted:
            actions.disallow_basis(purpose, row.legal_basis, by=by, via=Via.API)


def _bases(purpose: Purpose) -> Iterable[PurposeBasis]:
    return purpose.allowed_bases.select_related("legal_basis").order_by("legal_basis__rank", "legal_basis_id")


# --- Told ---------------------------------------------------------------------------------------------------------------


def reply_of(item: Vocabulary, status: int = 200, *, where: str = "") -> Reply:
    """One item with its version."""
    headers = {"ETag": etag(version_of(item))} | ({"Location": f"/api/v1/{where}/{item.key}"} if where else {})
    return Reply(tell(item), status, headers=headers)


def tell(item: Vocabulary) -> ItemOut:
    """An item as it is shown, its name in the caller's language."""
    common: dict[str, Any] = {
        "key": item.key,
        "name": item.name,
        "names": item.names,
        "description": item.description,
        "descriptions": item.descriptions,
        "active": item.is_active,
        "order": item.rank,
        "standard": item.is_standard,
    }
    match item:
        case Purpose():
            return _purpose(item, common)
        case LegalBasis():
            return BasisOut(**common, article=cast("Any", item.article))
        case Source():
            return SourceOut(**common, from_person=item.from_person, sends_confirmation=item.sends_confirmation)
        case _:
            raise TypeError(type(item).__name__)


def _purpose(purpose: Purpose, common: dict[str, Any]) -> PurposeOut:
    return PurposeOut(
        **common,
        marketing=purpose.is_marketing,
        retention_months=purpose.retention_months,
        consent_valid_months=purpose.consent_valid_months,
        ask_before_days=purpose.ask_before_days,
        dormant_months=purpose.dormant_months,
        special_condition=cast("Any", purpose.special_condition),
        special_note=purpose.special_note,
        for_children=purpose.for_children,
        data_kinds=sorted(kind.key for kind in purpose.data_kinds.all()),
        recipients=[
            RecipientOut(id=one.pk, name=one.name, role=one.role)
            for one in sorted(purpose.recipients.all(), key=lambda one: one.pk)
        ],
        legal_bases=[
            PurposeBasisOut(key=row.legal_basis.key, default=row.is_default, citation=row.citation)
            for row in _loaded_bases(purpose)
        ],
    )


def _loaded_bases(purpose: Purpose) -> Iterable[PurposeBasis]:
    """The bases of a purpose: as loaded with a page, else asked."""
    loaded: Any = getattr(purpose, "bases_in_order", None)
    return loaded if loaded is not None else _bases(purpose)


def version_of(item: Vocabulary) -> str:
    """What tells whether an item has changed: a hash of all it shows, in every language."""
    shown = tell(item).model_dump(exclude={"name", "description"})
    return hashlib.sha256(repr(sorted(shown.items())).encode()).hexdigest()[:16]
