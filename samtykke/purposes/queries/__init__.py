"""Reading the lists: items by key, the texts and settings in force, where an item is used."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.accounts.queries import company_language
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes.models import (
    STORE,
    Article,
    Assessment,
    CollectedHow,
    CollectionPoint,
    DataKind,
    FieldDecision,
    LegalBasis,
    PrivacySettings,
    Purpose,
    PurposeBasis,
    PurposeVersion,
    Source,
    SpecialCondition,
    Vocabulary,
    Wording,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from django.db.models import ForeignKey, Model, QuerySet
    from django.utils.functional import _StrPromise

V = TypeVar("V", bound=Vocabulary)

# Where an item counts as used on a page: the people and companies that stand on it now. The log is asked by is_used.
RECORDS = "consents_consentrecord"
LOG = "consents_consentevent"
# What governs a purpose says something about it; nobody stands on it there.
GOVERNING = frozenset({"purposes", "governance"})
# As many rows as a page may count.
COUNTED = 10_000


def purpose_by_key(key: str, *, field: str = "purpose") -> Purpose:
    """The purpose with a key, inactive ones too; refuses one that does not exist, naming the key."""
    return item_by_key(Purpose, key) or _unknown(_("There is no purpose with the key “%s”."), key, "purpose", field)


def basis_by_key(key: str, *, field: str = "legal_basis") -> LegalBasis:
    """The legal basis with a key; refuses one that does not exist, naming the key."""
    return item_by_key(LegalBasis, key) or _unknown(
        _("There is no legal basis with the key “%s”."), key, "legal_basis", field
    )


def source_by_key(key: str, *, field: str = "source") -> Source:
    """The source with a key; refuses one that does not exist, naming the key."""
    return item_by_key(Source, key) or _unknown(_("There is no source with the key “%s”."), key, "source", field)


def how_by_key(key: str, *, field: str = "collected_how") -> CollectedHow:
    """The way of collecting with a key; refuses one that does not exist, naming the key."""
    return item_by_key(CollectedHow, key) or _unknown(
        _("There is no way of collecting with the key “%s”."), key, "collected_how", field
    )


def item_by_key(model: type[V], key: str) -> V | None:
    """The existing item of a list with a key, if there is one."""
    found: V | None = None if "\x00" in key else model.objects.existing().filter(key=key).first()
    return found


def _unknown(sentence: str, key: str, what: str, field: str) -> Any:
    raise Refused(sentence % key[:60], code=f"unknown_{what}", field=field, status=422)


def allowed_basis(purpose: Purpose, basis: LegalBasis) -> PurposeBasis | None:
    """How the purpose allows the basis, or None where it does not. REQ-10."""
    return PurposeBasis.objects.filter(purpose=purpose, legal_basis=basis).select_related("legal_basis").first()


def allowed_bases(purpose: Purpose) -> QuerySet[PurposeBasis]:
    """The bases a purpose allows, in the company's order."""
    return (
        PurposeBasis.objects.filter(purpose=purpose)
        .select_related("legal_basis")
        .order_by("legal_basis__rank", "legal_basis_id")
    )


def default_basis(purpose: Purpose) -> LegalBasis | None:
    """What stands when nobody says otherwise. For STORE the privacy settings say it, and may leave it open (D1)."""
    if purpose.key == STORE:
        return privacy_settings().default_basis
    found = PurposeBasis.objects.filter(purpose=purpose, is_default=True).select_related("legal_basis").first()
    return found.legal_basis if found else None


def consent_basis(purpose: Purpose) -> LegalBasis | None:
    """The entry for consent, Art. 6(1)(a), that a purpose allows; else the standard one: a no needs no permission."""
    named = (
        LegalBasis.objects.filter(purposes=purpose, article=Article.CONSENT).order_by("-is_standard", "rank").first()
    )
    return named or LegalBasis.objects.filter(key="61A").first()


def interest_of(purpose: Purpose, language: str) -> str:
    """Which interest a purpose pursues, in a language, by its newest approved assessment; "" where there is none."""
    found = Assessment.objects.filter(purpose=purpose).approved().order_by("-version").first()
    if found is None:
        return ""
    texts: dict[str, dict[str, str]] = found.texts
    told = texts.get(language[:2]) or texts.get("en") or {}
    return str(told.get("interest", "")).strip()


def consent_purposes() -> frozenset[int]:
    """The ids of the purposes that may rest on consent."""
    found = PurposeBasis.objects.filter(legal_basis__article=Article.CONSENT, legal_basis__is_active=True)
    return frozenset(found.values_list("purpose_id", flat=True))


def current_wording(purpose: Purpose, language: str) -> Wording | None:
    """The newest text a person is asked to agree to, in the language, else the company's, else English, else any.

    A text that no longer reaches as far as the purpose is taken only where none does: a yes to it would not count (REQ-17).
    """
    newest = {
        wording.language: wording
        for wording in Wording.objects.filter(purpose=purpose).order_by("language", "-version").distinct("language")
    }
    scope = current_scope(purpose)
    covering = {code: wording for code, wording in newest.items() if wording.scope >= scope} or newest
    for wanted in (_known(language), company_language(), "en"):
        if wanted in covering:
            return covering[wanted]
    return max(covering.values(), key=lambda wording: wording.pk, default=None)


def _known(language: str) -> str:
    wanted = language.lower().replace("_", "-").split("-")[0]
    return "nb" if wanted in {"no", "nn"} else wanted


def wordings(purpose: Purpose) -> QuerySet[Wording]:
    """Every version of the purpose's texts, the newest first."""
    return Wording.objects.filter(purpose=purpose).order_by("-created_at", "-id")


def versions(purpose: Purpose) -> QuerySet[PurposeVersion]:
    """How the purpose stood, the newest first."""
    return PurposeVersion.objects.filter(purpose=purpose).order_by("-valid_from", "-id")


def current_scope(purpose: Purpose) -> int:
    """How far the purpose reaches now; a consent to a narrower text does not cover it. REQ-17."""
    return versions(purpose).values_list("scope", flat=True).first() or 1


def assessment_holds(purpose: Purpose, at: datetime) -> bool:
    """Whether an approved assessment carried the purpose's legitimate interest at an instant. REQ-22."""
    return Assessment.objects.filter(purpose=purpose).holding(at).exists()


def assessments(purpose: Purpose) -> QuerySet[Assessment]:
    """The purpose's assessments, the newest first."""
    return Assessment.objects.filter(purpose=purpose).order_by("-version")


SETTINGS = (
    "role_addresses",
    "existing_customers",
    "only_consent",
    "customer_months",
    "cool_down_months",
    "default_basis",
    "link_days",
    "confirm_days",
    "deleted_days",
    "subdivision",
    "photos",
)


def settings_versions() -> QuerySet[PrivacySettings]:
    """Every version of the privacy settings, the first one first."""
    return PrivacySettings.objects.select_related("default_basis").order_by("valid_from", "id")


def privacy_settings(at: datetime | None = None) -> PrivacySettings:
    """The settings in force at an instant (default: the newest); before the first version the first one holds."""
    rows = PrivacySettings.objects.select_related("default_basis")
    if at is not None:
        found = rows.filter(valid_from__lte=at).order_by("-valid_from", "-id").first()
        return found or rows.order_by("valid_from", "id").first() or PrivacySettings(valid_from=now())
    return rows.order_by("-valid_from", "-id").first() or PrivacySettings(valid_from=now())


def collection_point(kind: str, key: str, names: dict[str, str] | None = None) -> CollectionPoint:
    """The row that stands for a place where data come in, made when it is first seen."""
    point, _made = CollectionPoint.objects.get_or_create(kind=kind, key=key, defaults={"names": names or {}})
    return point


def refuse_retired(point: CollectionPoint | None) -> None:
    """Refuses to take anything in at a place that is retired: every way in asks it at its door (M17)."""
    if point is not None and point.retired_at is not None:
        raise Refused(
            _("“%s” is retired: nothing more is taken in here.") % point.name, code="point_retired", field="point"
        )


# What purposes did not have from the start: a migration older than these plants without them.
LATER = ("ask_before_days", "dormant_months", "special_condition", "special_note", "for_children")


def _reach(purpose: Purpose, name: str) -> dict[str, dict[str, str]]:
    """The kinds of data, by key, or the recipients, by id, each with its names as they are now."""
    return {str(getattr(item, "key", item.pk)): item.names for item in getattr(purpose, name).order_by("pk")}


def content_of(purpose: Purpose) -> dict[str, Any]:
    """What a version keeps of a purpose: its texts, its periods, and the bases it allows."""
    texts = ("names", "descriptions", "public_texts", "approval_texts", "statement_titles", "statement_urls")
    bases = purpose.allowed_bases.select_related("legal_basis").order_by("legal_basis_id")
    return {
        **{name: getattr(purpose, name) for name in texts},
        "is_marketing": purpose.is_marketing,
        "retention_months": purpose.retention_months,
        "consent_valid_months": purpose.consent_valid_months,
        **{name: getattr(purpose, name) for name in LATER if hasattr(purpose, name)},
        **{name: _reach(purpose, name) for name in ("data_kinds", "recipients") if hasattr(purpose, name)},
        "bases": {row.legal_basis.key: {"default": row.is_default, "citation": row.citation} for row in bases},
    }


@dataclass(frozen=True, slots=True)
class Gap:
    """What a purpose lacks before it may be switched on: a code, a sentence, and the field that mends it."""

    code: str
    sentence: _StrPromise
    field: str


NO_BASIS = Gap("default_basis_missing", gettext_lazy("Choose a default legal basis first."), "legal_basis")
NO_RETENTION = Gap(
    "retention_missing", gettext_lazy("Say how many months people are kept for this purpose."), "retention_months"
)
NO_WORDING = Gap("wording_missing", gettext_lazy("Write the words people say yes to first."), "wording")
NARROW_WORDING = Gap(
    "wording_too_narrow",
    gettext_lazy("The purpose reaches further than the words people say yes to. Write new ones in each language."),
    "wording",
)
NO_ASSESSMENT = Gap(
    "assessment_missing", gettext_lazy("Approve the assessment of legitimate interests first."), "assessment"
)
NO_CONDITION = Gap(
    "special_condition_missing",
    gettext_lazy("It uses special categories of data: name the condition of Art. 9(2) that allows it."),
    "special_condition",
)
NO_EXPLICIT_CONSENT = Gap(
    "explicit_consent_missing",
    gettext_lazy(
        "Explicit consent, Art. 9(2)(a), takes consent as a legal basis. Allow it, or name another condition."
    ),
    "legal_basis",
)


def narrow_languages(purpose: Purpose) -> list[str]:
    """The languages in which the newest words do not reach as far as the purpose: a yes to them would not count. REQ-17."""
    newest = Wording.objects.filter(purpose=purpose).order_by("language", "-version").distinct("language")
    scope = current_scope(purpose)
    return [wording.language for wording in newest if wording.scope < scope]


def using_special() -> Q:
    """Which purposes use special categories of data, Art. 9(1): they name a kind, or a field in use is decided so. REQ-20."""
    return using(DataKind.objects.filter(is_special=True))


def using(kinds: QuerySet[DataKind]) -> Q:
    """Which purposes use one of the kinds of data, by name or by a field that is not retired."""
    decided = FieldDecision.objects.filter(is_retired=False, data_kind__in=kinds, purposes=OuterRef("pk"))
    return Q(Exists(kinds.filter(purposes=OuterRef("pk")))) | Q(Exists(decided))


def is_special(purpose: Purpose) -> bool:
    """Whether a purpose uses special categories of data, Art. 9(1). REQ-20."""
    return Purpose.objects.filter(using_special(), pk=purpose.pk).exists()


# What higher apps ask of a purpose before it is switched on, told by them.
_asked_above: dict[str, Callable[[Purpose], list[Gap]]] = {}


def also_asked(name: str, tell: Callable[[Purpose], list[Gap]]) -> None:
    """Lets a higher app say what a purpose lacks. Registering a name again replaces it."""
    _asked_above[name] = tell


def gaps(purpose: Purpose) -> list[Gap]:
    """What the law asks of a purpose in use and this one lacks. REQ-10, REQ-12, REQ-20, REQ-22, REQ-24."""
    rows = list(allowed_bases(purpose))
    # Marketing may rest on (f) only as the exception for existing customers, which needs no balancing test (REQ-61)
    weighed = any(row.legal_basis.article == "f" and (row.is_default or not purpose.is_marketing) for row in rows)
    asked = any(row.legal_basis.article == "a" for row in rows)
    found = [
        (not any(row.is_default for row in rows), NO_BASIS),
        (purpose.retention_months is None, NO_RETENTION),
        (asked and not Wording.objects.filter(purpose=purpose).exists(), NO_WORDING),
        (asked and bool(narrow_languages(purpose)), NARROW_WORDING),
        (weighed and not assessment_holds(purpose, now()), NO_ASSESSMENT),
        (not purpose.special_condition and is_special(purpose), NO_CONDITION),
        (purpose.special_condition == SpecialCondition.EXPLICIT_CONSENT and not asked, NO_EXPLICIT_CONSENT),
    ]
    own = [gap for is_missing, gap in found if is_missing]
    return [*own, *(gap for tell in _asked_above.values() for gap in tell(purpose))]


def state_of(item: Vocabulary) -> str:
    """What tells whether an item has changed since it was read: a hash of all it holds, the order in its list aside."""
    told = {column.attname: getattr(item, column.attname) for column in item._meta.concrete_fields}
    told.pop("rank")
    if isinstance(item, Purpose):
        told |= {
            name: sorted(getattr(item, name).values_list("pk", flat=True)) for name in ("data_kinds", "recipients")
        }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def use_counts(model: type[Vocabulary]) -> dict[int, int] | None:
    """By id, how many records, people and companies stand on each item of a list now; None where they are too many to
    count on a page. Nobody stands on a kind of data: there it is how many purposes use it."""
    if model is DataKind:
        used_by = Count("purposes", filter=Q(purposes__deleted_at__isnull=True))
        return dict(DataKind.objects.annotate(uses=used_by).values_list("pk", "uses"))
    counts: dict[int, int] = {}
    columns = [column for column in use_columns(model) if column.model._meta.db_table != LOG]
    on_records = [column for column in columns if column.model._meta.db_table == RECORDS]
    for column in on_records or columns:
        if column.model._default_manager.order_by()[: COUNTED + 1].count() > COUNTED:
            return None
        used = column.model._default_manager.filter(**{f"{column.name}__isnull": False})
        rows = used.order_by().values_list(column.attname).annotate(uses=Count(column.attname))
        for item_id, uses in rows:
            counts[item_id] = counts.get(item_id, 0) + uses
    return counts


def is_used(item: Vocabulary) -> bool:
    """Whether anything of a person, a company or the log refers to the item; what it means is fixed from then on."""
    return any(
        column.model._default_manager.filter(**{column.attname: item.pk}).exists() for column in use_columns(type(item))
    )


def fixed_fields(item: Vocabulary) -> frozenset[str]:
    """What of an item cannot change any more: what it means, once it came with the product or is stood on (check 7)."""
    meaning = {"article", "is_marketing"}
    if item.is_standard:
        return frozenset({*meaning, "is_special", *(["from_person"] if isinstance(item, Source) else [])})
    return frozenset(meaning) if isinstance(item, Purpose | LegalBasis) and is_used(item) else frozenset()


def use_columns(model: type[Vocabulary]) -> Iterator[ForeignKey[Model, Model]]:
    """The columns of higher apps that refer to a list."""
    for relation in model._meta.get_fields(include_hidden=True):
        column: Any = getattr(relation, "field", None)
        if column is not None and column.many_to_one and relation.auto_created and not relation.concrete:
            if column.model._meta.app_label in GOVERNING:
                continue
            yield column
