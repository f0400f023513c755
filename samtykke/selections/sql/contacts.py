"""What is known of a person and of the company they work for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.models import User
from samtykke.contacts import masking
from samtykke.contacts.forms import country_choices, language_choices
from samtykke.contacts.models import Business, Category, Company, CompanyMerge, Person
from samtykke.contacts.queries import search_people
from samtykke.core.templatetags.words import country_name, language_name
from samtykke.purposes.models import LegalBasis, Purpose, Source
from samtykke.selections.criteria import Condition, Operator
from samtykke.selections.registry import Known
from samtykke.selections.sql.writing import NEVER, ids_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samtykke.selections.sql.writing import Writing

PERSON, COMPANY, ORIGIN = _("Person"), _("Company"), _("How they came in")
CHOSEN: Final = (Operator.ANY_OF, Operator.NONE_OF, Operator.FILLED, Operator.EMPTY)
WRITTEN: Final = (
    *(Operator.IS, Operator.IS_NOT, Operator.BEGINS, Operator.CONTAINS),
    *(Operator.FILLED, Operator.EMPTY),
)
MOMENTS: Final = (Operator.LAST, Operator.LONGER_AGO, Operator.FROM_DAY, Operator.BEFORE_DAY)
ONE_OF: Final = (Operator.ANY_OF, Operator.NONE_OF)
FLAG: Final = (Operator.YES, Operator.NO)
OFFERED_COMPANIES: Final = 200


def tell() -> Iterator[Known]:
    """The fields, heading by heading."""
    yield from _of_person()
    yield from _of_company()
    yield _of_place()
    yield from _of_origin()


def _of_person() -> Iterator[Known]:
    yield Known(key="search", name=_("Search words"), heading=PERSON, operators=(Operator.WORDS,), sql=_search)
    yield Known(key="name", name=_("Name"), heading=PERSON, operators=(Operator.WORDS,), sql=_name)
    yield Known(
        key="title", name=_("Title"), heading=PERSON, operators=WRITTEN, known_key=masking.TITLE,
        sql=lambda w, asked: w.text(f"{w.p}.title", asked),
    )  # fmt: skip
    yield Known(
        key="category", name=_("Category"), heading=PERSON, operators=CHOSEN, known_key=masking.CATEGORY,
        offers=lambda _reader: listed(Category),
        sql=lambda w, asked: w.of_list(f"{w.p}.category_id", "contacts_category", asked),
    )  # fmt: skip
    yield Known(
        key="owner", name=_("Looked after by"), heading=PERSON, operators=CHOSEN, offers=lambda _reader: _users(),
        sql=lambda w, asked: w.ids(f"{w.p}.owner_id", asked),
    )  # fmt: skip
    yield Known(
        key="language", name=_("Language"), heading=PERSON, operators=CHOSEN, known_key=masking.LANGUAGE,
        offers=lambda _reader: _said(language_choices()), names=lambda keys, _reader: {key: language_name(key) for key in keys},
        sql=lambda w, asked: w.keys(f"{w.p}.language", asked),
    )  # fmt: skip
    yield Known(
        key="country", name=_("Country"), heading=PERSON, operators=CHOSEN, known_key=masking.COUNTRY,
        offers=lambda _reader: _said(country_choices()), names=lambda keys, _reader: {key: country_name(key) for key in keys},
        sql=lambda w, asked: w.keys(f"{w.p}.country", asked),
    )  # fmt: skip
    yield Known(
        key="has_email", name=_("Has an e-mail address"), heading=PERSON, operators=FLAG, known_key=masking.EMAILS,
        sql=lambda w, _asked: w.each("contacts_personemail", "t.retired_at IS NULL"),
        sentences={Operator.YES: _("has an e-mail address"), Operator.NO: _("has no e-mail address")},
    )  # fmt: skip
    yield Known(
        key="email_domain", name=_("Domain of an e-mail address"), heading=PERSON,
        operators=(Operator.IS, Operator.IS_NOT), known_key=masking.EMAILS, sql=_domain,
    )  # fmt: skip
    yield Known(
        key="has_phone", name=_("Has a phone number"), heading=PERSON, operators=FLAG, known_key=masking.PHONES,
        sql=lambda w, _asked: w.each("contacts_personphone", "t.retired_at IS NULL"),
        sentences={Operator.YES: _("has a phone number"), Operator.NO: _("has no phone number")},
    )  # fmt: skip
    yield Known(
        key="external_id", name=_("External id"), heading=PERSON, known_key=masking.EXTERNAL_ID,
        operators=(Operator.FILLED, Operator.EMPTY, Operator.IS),
        sql=lambda w, asked: w.text(f"{w.p}.external_id", asked),
    )  # fmt: skip


def _of_company() -> Iterator[Known]:
    yield Known(
        key="company", name=_("Company"), heading=COMPANY, known_key=masking.COMPANY,
        names=lambda keys, _reader: _companies(keys),
        operators=(Operator.IS, Operator.BEGINS, Operator.CONTAINS, *CHOSEN), offers=lambda _reader: _companies(None),
        sql=_company,
    )  # fmt: skip
    yield Known(
        key="company_category", name=_("Category of the company"), heading=COMPANY, operators=CHOSEN,
        known_key=masking.COMPANY, offers=lambda _reader: listed(Category),
        sql=lambda w, asked: at_company(w, w.of_list("c.category_id", "contacts_category", asked)),
    )  # fmt: skip
    yield Known(
        key="business", name=_("Line of business"), heading=COMPANY, operators=CHOSEN, known_key=masking.COMPANY,
        offers=lambda _reader: listed(Business),
        sql=lambda w, asked: at_company(w, w.of_list("c.business_id", "contacts_business", asked)),
    )  # fmt: skip


def _of_place() -> Known:
    return Known(
        key="company_city", name=_("Town of the company"), heading=COMPANY, operators=WRITTEN, known_key=masking.COMPANY,
        sql=_place,
    )  # fmt: skip


def _of_origin() -> Iterator[Known]:
    yield Known(
        key="registered", name=_("Registered"), heading=ORIGIN, operators=MOMENTS,
        sql=lambda w, asked: w.moment(f"{w.p}.origin_at", asked),
    )  # fmt: skip
    yield Known(
        key="registered_by", name=_("Registered by"), heading=ORIGIN, operators=ONE_OF, offers=lambda _reader: _users(),
        sql=lambda w, asked: f"{w.p}.origin_actor_kind = 'user' AND {w.ids(f'{w.p}.origin_actor_id', asked)}",
    )  # fmt: skip
    for key, name, model, column in (
        ("origin_source", _("Source"), Source, "origin_source_id"),
        ("origin_basis", _("Legal basis at first"), LegalBasis, "origin_basis_id"),
        ("origin_purpose", _("Purpose at first"), Purpose, "origin_purpose_id"),
    ):
        yield _origin(key, name, model, column)
    yield Known(
        key="not_informed", name=_("Not yet told that you hold them"), heading=ORIGIN, operators=FLAG,
        sql=lambda w, _asked: f"NOT {w.p}.from_person AND {w.p}.informed_at IS NULL",
        sentences={Operator.YES: _("not yet told"), Operator.NO: _("told, or need not be")},
    )  # fmt: skip
    yield Known(
        key="late", name=_("Past the day they should have been told"), heading=ORIGIN, operators=FLAG, sql=_late,
        sentences={Operator.YES: _("past their day"), Operator.NO: _("not past their day")},
    )  # fmt: skip


def _origin(key: str, name: Any, model: type[Any], column: str) -> Known:
    return Known(
        key=key, name=name, heading=ORIGIN, operators=ONE_OF, offers=lambda _reader: listed(model),
        sql=lambda w, asked: w.of_list(f"{w.p}.{column}", model._meta.db_table, asked),
    )  # fmt: skip


def listed(model: type[Any]) -> dict[str, str]:
    """Every item of a list that is not in the bin, retired ones too: who has it keeps it."""
    return {item.key: item.name for item in model.objects.in_order()}


def _said(choices: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {str(code): name for code, name in choices if code}


def _users() -> dict[str, str]:
    return {str(pk): name for pk, name in User.objects.order_by("name", "id").values_list("pk", "name")}


def _companies(keys: Iterable[str] | None) -> dict[str, str]:
    merged = CompanyMerge.objects.standing().values("merged_id")
    found = Company.objects.filter(deleted_at__isnull=True).exclude(pk__in=merged)
    if keys is not None:
        found = found.filter(pk__in=ids_in(Condition("company", Operator.ANY_OF, tuple(keys))))
    return {str(pk): name for pk, name in found.order_by("sort_key").values_list("pk", "name")[:OFFERED_COMPANIES]}


def _search(w: Writing, asked: Condition) -> str:
    """As the box over the list of people finds them."""
    return w.is_among(search_people(str(asked.value), among=Person.objects.all(), without=w.reader.mask.keys))


def _name(w: Writing, asked: Condition) -> str:
    """Beginnings of words of the name in any order, folded; a name of somebody merged into them counts too."""
    words = " & ".join(f"{word}:*" for word in re.findall(r"[^\W_]+", str(asked.value)))
    if not words:
        return NEVER
    said = w.bind(words)
    named = "to_tsvector('simple', contacts_fold({0}.first_name || ' ' || {0}.last_name)) @@ to_tsquery('simple', contacts_fold({1}))"
    merged = (
        "SELECT m.survivor_id FROM contacts_merge m JOIN contacts_person n ON n.id = m.merged_id "
        f"WHERE m.undone_at IS NULL AND {named.format('n', said)}"
    )
    return w.is_in(f"SELECT n.id FROM contacts_person n WHERE {named.format('n', said)} UNION ALL {merged}")


def _domain(w: Writing, asked: Condition) -> str:
    domain = w.bind(str(asked.value).lower().lstrip("@"))
    return w.has(w.rows("contacts_personemail", f"t.retired_at IS NULL AND split_part(t.normal, '@', 2) = {domain}"))


def _company(w: Writing, asked: Condition) -> str:
    if asked.operator == Operator.FILLED:
        return at_company(w, "true")
    return at_company(w, w.ids("c.id", asked) if asked.operator == Operator.ANY_OF else w.text("c.name", asked))


def at_company(w: Writing, condition: str) -> str:
    """That somebody works for one of the companies `c`, or for one merged into it: few beside people, looked up once."""
    merged = (
        "SELECT o.merged_id FROM contacts_companymerge o JOIN contacts_company c ON c.id = o.survivor_id "
        f"WHERE o.undone_at IS NULL AND c.deleted_at IS NULL AND ({condition})"
    )
    own = f"SELECT c.id FROM contacts_company c WHERE c.deleted_at IS NULL AND ({condition})"
    return f"{w.p}.company_id IN ({own} UNION ALL {merged})"


def _place(w: Writing, asked: Condition) -> str:
    """Where a company is visited, else where its mail goes."""
    return at_company(w, w.text("coalesce(nullif(c.visiting_place, ''), c.postal_place)", asked))


def _late(w: Writing, _asked: Condition) -> str:
    return f"NOT {w.p}.from_person AND {w.p}.informed_at IS NULL AND {w.p}.inform_by < {w.bind(w.today)}::date"
