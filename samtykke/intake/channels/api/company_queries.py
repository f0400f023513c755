"""What the API reads of companies, in as many statements for a page as for one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from samtykke.contacts.masking import mask_of_key
from samtykke.contacts.models import Business, Category, Company, CompanyMerge
from samtykke.fields import queries as fields
from samtykke.fields.models import Subject
from samtykke.fields.values import as_json, held_by
from samtykke.intake.channels.api.company_shapes import CompanyOut, PlaceOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samtykke.accounts.models import ApiKey


def company_by_id(company_id: int) -> Company | None:
    """A company that is not in the recycle bin."""
    rows = Company.objects.select_related("category", "business").filter(deleted_at__isnull=True)
    return rows.filter(pk=company_id).first()


def item_called(which: str, text: str) -> Category | Business | None:
    """The category or line of business with a key, else with a name in any language and any case."""
    model: Any = Category if which == "category" else Business
    offered = list(model.objects.existing())
    wanted = " ".join(text.split()).casefold()
    named = (item for item in offered if wanted in {name.casefold() for name in item.names.values()})
    return next((item for item in offered if item.key == text), None) or next(named, None)


def tell(companies: Sequence[Company], key: ApiKey) -> list[CompanyOut]:
    """Companies as a key reads them, with what is written in their own fields."""
    mask = mask_of_key(key)
    own = _own_fields([company.pk for company in companies])
    for told in own.values():
        told.update(dict.fromkeys(name for name in told if mask.hides(f"company.{name}")))
    return [_company(company, own.get(company.pk, {})) for company in companies]


def _own_fields(ids: list[int]) -> dict[int, dict[str, Any]]:
    """What is written in the fields about companies, those merged in too; a retired field where it says something."""
    known = fields.fields_of(Subject.COMPANY)
    if not known:
        return {}
    whose: dict[int, list[int]] = defaultdict(list, {pk: [pk] for pk in ids})
    for survivor, merged in (
        CompanyMerge.objects.standing()
        .filter(survivor__in=ids)
        .order_by("merged_id")
        .values_list("survivor_id", "merged_id")
    ):
        whose[survivor].append(merged)
    values, options = fields.together(Subject.COMPANY, whose), fields.options_of(known)
    retired = fields.retired_among(known, fields.decisions_of(known))
    return {
        pk: {
            field.key: as_json(field, held_by(values[pk].get(field.pk, [])), options.get(field.pk, []))
            for field in known
            if field.pk not in retired or field.pk in values[pk]
        }
        for pk in ids
    }


def _company(company: Company, own: dict[str, Any]) -> CompanyOut:
    return CompanyOut(
        id=company.pk,
        name=company.name,
        org_number=company.org_number or None,
        country=company.country or None,
        category=company.category.key if company.category else None,
        business=company.business.key if company.business else None,
        web=company.web or None,
        phone=company.phone or None,
        email=company.email or None,
        postal=_place(company, "postal"),
        visiting=_place(company, "visiting"),
        note=company.note,
        fields=own,
        created_at=company.created_at,
        updated_at=company.updated_at,
    )


def _place(company: Company, which: str) -> PlaceOut | None:
    street, postcode, place, country = (
        getattr(company, f"{which}_{part}") for part in ("street", "code", "place", "country")
    )
    if not (street or postcode or place or country):
        return None
    return PlaceOut(street=street, postcode=postcode, place=place, country=country or None)
