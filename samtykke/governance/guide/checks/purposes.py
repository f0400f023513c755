"""What the purposes, their bases, texts and periods say. REQ-10, 12, 20, 22, 24, 35."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.core.known_fields import known_fields
from samtykke.core.templatetags.words import number
from samtykke.governance.answers.checks import Check, Circumstances, Finding, Row
from samtykke.governance.guide.checks.words import active_purposes, found, lacks, purpose_row
from samtykke.purposes.models import (
    STORE,
    Article,
    Assessment,
    FieldDecision,
    LegalBasis,
    PrivacySettings,
    Purpose,
    PurposeBasis,
    Recipient,
    StatementVersion,
    TransferGround,
    Wording,
)
from samtykke.purposes.queries import using_special
from samtykke.purposes.recipients import without_agreement
from samtykke.purposes.transfers import EEA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.db.models import QuerySet


def _all_of_them(
    ill: Callable[[int], str], well: Callable[[int], str]
) -> Callable[[Mapping[str, int], Circumstances], Finding]:
    """Met when nothing lacks and there is at least one."""

    def judge(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
        return found(not sizes["lacking"] and bool(sizes["all"]), well(sizes["all"]), ill(sizes["lacking"]))

    return judge


def _or_none(
    none: Callable[[], str], ill: Callable[[int], str], well: Callable[[int], str]
) -> Callable[[Mapping[str, int], Circumstances], Finding]:
    """Met when nothing lacks, also where there is nothing that could."""
    judge = _all_of_them(ill, well)
    return lambda sizes, given: judge(sizes, given) if sizes["all"] else Finding(True, none())


def _lacking(field: str) -> Callable[[Circumstances], QuerySet[Purpose]]:
    return lambda given: active_purposes(given).filter(lacks(field, given.languages))


def _without_statement(given: Circumstances) -> QuerySet[Purpose]:
    """Purposes that lack the address in a language in which no statement of your own is published either."""
    lacking = Q()
    for code in given.languages:
        published = StatementVersion.objects.filter(language=code)
        lacking |= lacks("statement_urls", [code]) & Q(~Exists(published))
    return active_purposes(given).filter(lacking)


STATEMENT = Check(
    sets={"lacking": _without_statement, "all": active_purposes},
    judge=_all_of_them(
        lambda n: ngettext(
            "%s active purpose lacks the address of the privacy statement in one of your languages.",
            "%s active purposes lack the address of the privacy statement in one of your languages.", n,
        ) % number(n),
        lambda n: ngettext(
            "The one active purpose has the address of a privacy statement in each of your languages.",
            "All %s active purposes have the address of a privacy statement in each of your languages.", n,
        ).replace("%s", number(n)),
    ),
    shown="lacking",
    row=purpose_row,
)  # fmt: skip
PUBLIC_TEXTS = Check(
    sets={"lacking": _lacking("public_texts"), "all": active_purposes},
    judge=_all_of_them(
        lambda n: ngettext(
            "%s active purpose says nothing to people in one of your languages.",
            "%s active purposes say nothing to people in one of your languages.", n,
        ) % number(n),
        lambda n: ngettext(
            "The one active purpose is explained to people in each of your languages.",
            "All %s active purposes are explained to people in each of your languages.", n,
        ).replace("%s", number(n)),
    ),
    shown="lacking",
    row=purpose_row,
)  # fmt: skip
RETENTION = Check(
    sets={
        "lacking": lambda given: active_purposes(given).filter(retention_months__isnull=True),
        "all": active_purposes,
    },
    judge=_all_of_them(
        lambda n: ngettext(
            "%s active purpose does not say how long people are kept.",
            "%s active purposes do not say how long people are kept.", n,
        ) % number(n),
        lambda n: ngettext(
            "The one active purpose says how long people are kept.",
            "All %s active purposes say how long people are kept.", n,
        ).replace("%s", number(n)),
    ),
    shown="all",
    shown_when_met=True,
    row=lambda purpose: purpose_row(
        purpose,
        _("not decided")
        if purpose.retention_months is None
        else ngettext("%s month", "%s months", purpose.retention_months) % number(purpose.retention_months),
    ),
)  # fmt: skip
SPECIAL = Check(
    sets={
        "lacking": lambda given: active_purposes(given)
        .filter(using_special(), special_condition=""),
    },
    judge=lambda sizes, _given: found(
        not sizes["lacking"],
        _("No purpose touches special categories without a condition of Art. 9(2)."),
        ngettext(
            "%s purpose touches special categories and names no condition of Art. 9(2).",
            "%s purposes touch special categories and name no condition of Art. 9(2).", sizes["lacking"],
        ) % number(sizes["lacking"]),
    ),
    shown="lacking",
    row=purpose_row,
)  # fmt: skip


def _held(given: Circumstances) -> QuerySet[Assessment]:
    return Assessment.objects.filter(purpose__key=STORE).holding(given.at)


ASSESSMENT = Check(
    sets={"held": _held},
    judge=lambda sizes, _given: found(
        bool(sizes["held"]),
        _("An approved assessment carries Sales and service. It has not come to its review."),
        _("No approved assessment carries Sales and service now. Until one does, nobody can be registered on it."),
    ),
    shown="held",
    shown_when_met=True,
    row=lambda row: Row(_("Version %s") % number(row.version), "", reverse("purposes:assessment", args=[STORE])),
)


def _needing_basis(given: Circumstances) -> QuerySet[Purpose]:
    """Purposes in use without a default basis that is in use. That of STORE is in the privacy settings."""
    default = PurposeBasis.objects.filter(purpose=OuterRef("pk"), is_default=True, legal_basis__in=_bases_in_use())
    return active_purposes(given).exclude(key=STORE).filter(~Exists(default))


BASES = Check(
    sets={"lacking": _needing_basis, "all": active_purposes},
    judge=_all_of_them(
        lambda n: ngettext(
            "%s active purpose has no default legal basis.", "%s active purposes have no default legal basis.", n
        ) % number(n),
        lambda n: ngettext(
            "The one active purpose has a legal basis that stands unless somebody chooses another.",
            "Each of the %s active purposes has a legal basis that stands unless somebody chooses another.", n,
        ).replace("%s", number(n)),
    ),
    shown="lacking",
    row=lambda purpose: Row(purpose.name, "", reverse("purposes:bases", args=[purpose.key])),
)  # fmt: skip


def _bases_in_use() -> QuerySet[LegalBasis]:
    offered: QuerySet[LegalBasis] = LegalBasis.objects.offered()
    return offered


def _default_basis(given: Circumstances) -> QuerySet[PrivacySettings]:
    newest = PrivacySettings.objects.filter(valid_from__lte=given.at).order_by("-valid_from", "-id").values("pk")[:1]
    return PrivacySettings.objects.filter(pk__in=newest, default_basis__in=_bases_in_use())


DEFAULT_BASIS = Check(
    sets={"set": _default_basis},
    judge=lambda sizes, _given: found(
        bool(sizes["set"]),
        _("A legal basis stands for new people unless whoever registers them chooses another."),
        _("None is set: whoever registers somebody must choose each time."),
    ),
)


def _consent_purposes(given: Circumstances) -> QuerySet[Purpose]:
    asks = PurposeBasis.objects.filter(purpose=OuterRef("pk"), legal_basis__article=Article.CONSENT)
    return active_purposes(given).filter(Exists(asks))


def _unworded(given: Circumstances) -> QuerySet[Purpose]:
    """Purposes that may rest on consent and lack the words for it in a language."""
    lacking = Q()
    for code in given.languages:
        lacking |= Q(~Exists(Wording.objects.filter(purpose=OuterRef("pk"), language=code)))
    return _consent_purposes(given).filter(lacking)


WORDINGS = Check(
    sets={"lacking": _unworded, "all": _consent_purposes},
    judge=_or_none(
        lambda: _("No purpose in use asks for consent."),
        lambda n: ngettext(
            "%s purpose that may ask for consent lacks its words in one of your languages.",
            "%s purposes that may ask for consent lack their words in one of your languages.", n,
        ) % number(n),
        lambda n: ngettext(
            "The one purpose that may ask for consent has its words in each of your languages.",
            "All %s purposes that may ask for consent have their words in each of your languages.", n,
        ).replace("%s", number(n)),
    ),
    shown="lacking",
    row=lambda purpose: Row(purpose.name, "", reverse("purposes:wordings", args=[purpose.key])),
)  # fmt: skip


def _recipients(_given: Circumstances) -> QuerySet[Recipient]:
    return Recipient.objects.existing().filter(is_active=True)


def _unused_recipients(given: Circumstances) -> QuerySet[Recipient]:
    """Recipients that no purpose in use names: nobody can say what they get the data for."""
    return _recipients(given).exclude(purposes__in=Purpose.objects.offered())


def _ungrounded_recipients(given: Circumstances) -> QuerySet[Recipient]:
    """Recipients outside the EEA without a ground. Chapter V."""
    return _recipients(given).filter(transfer_ground=TransferGround.NONE).exclude(country__in=EEA)


def _lacking_recipients(given: Circumstances) -> QuerySet[Recipient]:
    """Each that lacks its agreement, its purpose or its ground."""
    without = Q(pk__in=without_agreement().values("pk"))
    unused, ungrounded = _unused_recipients(given).values("pk"), _ungrounded_recipients(given).values("pk")
    found = _recipients(given).filter(without | Q(pk__in=unused) | Q(pk__in=ungrounded))
    return found.annotate(is_unbound=without, is_unused=Q(pk__in=unused), is_ungrounded=Q(pk__in=ungrounded))


def _recipient_row(row: Any) -> Row:
    """A recipient with what it lacks, and the page of it."""
    lacking = [
        (row.is_unbound, _("no agreement")),
        (row.is_unused, _("belongs to no purpose in use")),
        (row.is_ungrounded, _("outside the EEA without a ground")),
    ]
    note = ", ".join(said for is_so, said in lacking if is_so)
    return Row(row.name, note, reverse("purposes:recipient", args=[row.pk]))


def _recipients_found(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    if not sizes["all"]:
        return Finding(
            False, _("No recipient is in the register yet; a company that runs the server or the mail is one.")
        )
    unsaid = [
        ngettext("%s processor has no agreement.", "%s processors have no agreement.", sizes["unbound"])
        % number(sizes["unbound"]),
        ngettext("%s recipient belongs to no purpose.", "%s recipients belong to no purpose.", sizes["unused"])
        % number(sizes["unused"]),
        ngettext(
            "%s recipient outside the EEA has no ground.", "%s recipients outside the EEA have no ground.",
            sizes["ungrounded"],
        ) % number(sizes["ungrounded"]),
    ]  # fmt: skip
    counts = (sizes["unbound"], sizes["unused"], sizes["ungrounded"])
    well = ngettext(
        "The one recipient is in the register, with its purpose, and its agreement where it needs one.",
        "All %s recipients are in the register, with their purposes, and their agreements where they need one.",
        sizes["all"],
    ).replace("%s", number(sizes["all"]))
    return found(not any(counts), well, " ".join(said for said, count in zip(unsaid, counts, strict=True) if count))


RECIPIENTS = Check(
    sets={
        "all": _recipients,
        "unbound": lambda given: _recipients(given).filter(pk__in=without_agreement().values("pk")),
        "unused": _unused_recipients,
        "ungrounded": _ungrounded_recipients,
        "lacking": _lacking_recipients,
    },
    judge=_recipients_found,
    shown="lacking",
    row=_recipient_row,
)


def _known() -> list[str]:
    return [field.key for field in known_fields() if not field.only_decided]


def _decided_fields(_given: Circumstances) -> QuerySet[FieldDecision]:
    """Fields with a purpose that stands, or out of use."""
    named = FieldDecision.purposes.through.objects.filter(
        fielddecision_id=OuterRef("pk"), purpose__deleted_at__isnull=True
    )
    return FieldDecision.objects.filter(Q(is_retired=True) | Exists(named), field__in=_known())


def _fields(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    lacking = len(_known()) - sizes["decided"]
    said = ngettext("%s field about people has no purpose.", "%s fields about people have no purpose.", lacking)
    return found(not lacking, _("Every field about people in use has a purpose."), said % number(lacking))


FIELDS = Check(sets={"decided": _decided_fields}, judge=_fields)
SCREENED = Check(
    sets={"all": active_purposes, "lacking": lambda given: active_purposes(given).filter(screenings=None)},
    judge=_all_of_them(
        lambda n: ngettext(
            "%s active purpose is not screened.", "%s active purposes are not screened.", n
        ) % number(n),
        lambda n: ngettext(
            "The one active purpose is screened.", "All %s active purposes are screened.", n
        ).replace("%s", number(n)),
    ),
    shown="lacking",
    row=lambda purpose: Row(purpose.name, "", reverse("governance:screening", args=[purpose.key])),
)  # fmt: skip


def _marketing_without_yes(given: Circumstances) -> QuerySet[Any]:
    default = PurposeBasis.objects.filter(purpose=OuterRef("pk"), is_default=True, legal_basis__article=Article.CONSENT)
    return active_purposes(given).filter(is_marketing=True).filter(~Exists(default))


MAILING_RULE = Check(
    sets={"lacking": _marketing_without_yes},
    judge=lambda sizes, _given: found(
        not sizes["lacking"],
        _("The rule is on, and every marketing purpose asks for consent first."),
        ngettext(
            "The rule is on, but %s marketing purpose has another default basis than consent.",
            "The rule is on, but %s marketing purposes have another default basis than consent.", sizes["lacking"],
        ) % number(sizes["lacking"]),
    ),
    shown="lacking",
    row=lambda purpose: Row(purpose.name, "", reverse("purposes:bases", args=[purpose.key])),
)  # fmt: skip
