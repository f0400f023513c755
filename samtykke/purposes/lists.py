"""The lists a company keeps, as pages: which there are, what they are called, what each item has besides a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.purposes.forms.items import CollectedHowForm, DataKindForm, ItemForm, LegalBasisForm, SourceForm
from samtykke.purposes.forms.purpose import NewPurposeForm, PurposeForm
from samtykke.purposes.models import CollectedHow, DataKind, InformRule, LegalBasis, Purpose, Source, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list: its address, its table, its words, and the form of its items; `new_form` where a new one differs."""

    slug: str
    model: type[Vocabulary]
    form: type[ItemForm] = ItemForm
    new_form: type[ItemForm] | None = None
    title: _StrPromise
    lead: _StrPromise
    add: _StrPromise


_listings: dict[str, Listing] = {}


def register(listing: Listing) -> None:
    """Adds a list to the pages. Registering a slug again replaces it."""
    _listings[listing.slug] = listing


def listings() -> tuple[Listing, ...]:
    """Every list, in the order they were registered."""
    return tuple(_listings.values())


def listing(slug: str) -> Listing:
    """One list by its address."""
    return _listings[slug]


def about(item: Vocabulary, letters: Mapping[str, str] | None = None) -> list[str]:
    """What an item has besides its names, in words; `letters` names the confirmations a source can send, by key."""
    told: list[tuple[bool, Any]] = [
        (getattr(item, "is_marketing", False), _("Direct marketing")),
        (getattr(item, "from_person", None) is True, _("From the person")),
        (getattr(item, "from_person", None) is False, _("From others")),
        (getattr(item, "sends_confirmation", False), _("Confirmation goes out")),
        (getattr(item, "inform_rule", "") == InformRule.AFTER_DAYS, _("After some days")),
        (getattr(item, "inform_rule", "") == InformRule.FIRST_CONTACT, _("On first contact")),
        (getattr(item, "is_special", False), _("Special category")),
    ]
    words = [str(word) for is_so, word in told if is_so]
    if getattr(item, "sends_confirmation", False) and getattr(item, "template_key", ""):
        key = str(getattr(item, "template_key", ""))
        words.append(str(_("“%(name)s”") % {"name": (letters or {}).get(key, key)}))
    words += [teller(item) for model, teller in _tellers.items() if isinstance(item, model)]
    return [word for word in words if word]


# What a higher app's items have besides, in words.
_tellers: dict[type[Vocabulary], Callable[[Any], str]] = {LegalBasis: lambda basis: str(basis.get_article_display())}


def tells(model: type[Vocabulary], teller: Callable[[Any], str]) -> None:
    """Adds what is said of a list's items besides their names."""
    _tellers[model] = teller


register(
    Listing(
        slug="purposes",
        model=Purpose,
        form=PurposeForm,
        new_form=NewPurposeForm,
        title=_("Purposes"),
        lead=_("Why you hold people. A person is always held for a purpose, and each purpose rests on a legal basis."),
        add=_("New purpose"),
    )
)
register(
    Listing(
        slug="legal-bases",
        model=LegalBasis,
        form=LegalBasisForm,
        title=_("Legal bases"),
        lead=_("By what right you hold people. Each entry is tied to one letter of Art. 6(1) GDPR."),
        add=_("New legal basis"),
    )
)
register(
    Listing(
        slug="sources",
        model=Source,
        form=SourceForm,
        title=_("Sources"),
        lead=_("How people come in. Where others gave the data, the person must be told within a month (Art. 14)."),
        add=_("New source"),
    )
)
register(
    Listing(
        slug="ways-of-collecting",
        model=CollectedHow,
        form=CollectedHowForm,
        title=_("Ways of collecting"),
        lead=_("How staff met the people they register: at a meeting, by phone, at a fair."),
        add=_("New way of collecting"),
    )
)
register(
    Listing(
        slug="kinds-of-data",
        model=DataKind,
        form=DataKindForm,
        title=_("Kinds of data"),
        lead=_("What you hold of people. The special categories of Art. 9 are off until you need one."),
        add=_("New kind of data"),
    )
)
