"""The lists a company keeps, as pages: which there are, what they are called, what each item has besides a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from samtykke.purposes.models import CollectedHow, LegalBasis, Purpose, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from samtykke.purposes.models import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list: its address, its table, and its words."""

    slug: str
    model: type[Vocabulary]
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
    ]
    words = [str(word) for is_so, word in told if is_so]
    if getattr(item, "sends_confirmation", False) and getattr(item, "template_key", ""):
        key = str(getattr(item, "template_key", ""))
        words.append(str(_("“%(name)s”") % {"name": (letters or {}).get(key, key)}))
    return [*words, item.get_article_display()] if isinstance(item, LegalBasis) else words


register(
    Listing(
        slug="purposes",
        model=Purpose,
        title=_("Purposes"),
        lead=_("Why you hold people. A person is always held for a purpose, and each purpose rests on a legal basis."),
        add=_("New purpose"),
    )
)
register(
    Listing(
        slug="legal-bases",
        model=LegalBasis,
        title=_("Legal bases"),
        lead=_("By what right you hold people. Each entry is tied to one letter of Art. 6(1) GDPR."),
        add=_("New legal basis"),
    )
)
register(
    Listing(
        slug="sources",
        model=Source,
        title=_("Sources"),
        lead=_("How people come in. Where others gave the data, the person must be told within a month (Art. 14)."),
        add=_("New source"),
    )
)
register(
    Listing(
        slug="ways-of-collecting",
        model=CollectedHow,
        title=_("Ways of collecting"),
        lead=_("How staff met the people they register: at a meeting, by phone, at a fair."),
        add=_("New way of collecting"),
    )
)
