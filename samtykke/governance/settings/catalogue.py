"""Every privacy setting: what it does and why, how it ships, what may be written, how its value is said. M21."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samtykke.purposes.actions.settings import LIMITS, MAILING_RULE
from samtykke.purposes.forms import ItemChoice, offer
from samtykke.purposes.models import STORE, LegalBasis, Purpose
from samtykke.purposes.queries import purpose_by_key

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NEW, REACH, LINKS, KEEPING = "new", "reach", "links", "keeping"
GROUPS: Final[dict[str, _StrPromise]] = {
    NEW: gettext_lazy("New people"),
    REACH: gettext_lazy("Who may be written to"),
    LINKS: gettext_lazy("Links in mails"),
    KEEPING: gettext_lazy("How long things are kept"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting. `field` makes its form field; none: it is locked, and `sentence` says why. `moves`: it decides who may
    be written to, so the gate is asked before it is saved. `after`: what saving it means where nobody's permission moves. `notes`: what it does and does not do, in full.
    """

    name: str
    group: str
    title: _StrPromise
    sentence: _StrPromise
    said: Callable[[Any], str]
    shipped: Any = None
    field: Callable[[], forms.Field] | None = None
    moves: bool = False
    after: _StrPromise | str = ""
    notes: tuple[_StrPromise, ...] = ()


def _days(value: int) -> str:
    return str(ngettext("%d day", "%d days", value) % value)


def _months(value: int) -> str:
    return str(ngettext("%d month", "%d months", value) % value)


def _allowed(value: bool) -> str:
    return _("Allowed") if value else _("Not allowed")


def _basis(value: LegalBasis | None) -> str:
    return value.name if value else _("Must be named each time")


def _purposes(value: list[int]) -> str:
    names = [purpose.name for purpose in Purpose.objects.filter(pk__in=value).order_by("rank", "id")]
    return ", ".join(names) or _("None")


def _locked(_value: Any) -> str:
    return _("Always on")


def _number(name: str, unit: _StrPromise) -> Callable[[], forms.Field]:
    least, most = LIMITS[name]
    told = gettext_lazy("Write a whole number from %(least)d to %(most)d.")

    def field() -> forms.Field:
        sentence = told % {"least": least, "most": most}
        wrong = dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence)
        entry = forms.NumberInput(attrs={"inputmode": "numeric"})
        return forms.IntegerField(
            label=unit, min_value=least, max_value=most, help_text=sentence, error_messages=wrong, widget=entry
        )

    return field


def _yes_no() -> forms.Field:
    choices = [("no", gettext_lazy("Not allowed")), ("yes", gettext_lazy("Allowed"))]
    return forms.TypedChoiceField(
        label=gettext_lazy("This is"), choices=choices, coerce=lambda said: said == "yes", widget=forms.RadioSelect
    )


def _basis_field() -> forms.Field:
    field = ItemChoice(
        label=gettext_lazy("Legal basis"),
        queryset=LegalBasis.objects.none(),
        required=False,
        empty_label=gettext_lazy("Must be named each time"),
    )
    allowed = purpose_by_key(STORE).allowed_bases.values("legal_basis")
    offer(field, LegalBasis.objects.offered().filter(pk__in=allowed).exclude(article="a"))
    return field


def _purposes_field() -> forms.Field:
    found = Purpose.objects.in_order().exclude(key=STORE)
    return forms.TypedMultipleChoiceField(
        label=gettext_lazy("Purposes"),
        required=False,
        coerce=int,
        choices=[(purpose.pk, purpose.name) for purpose in found],
        widget=forms.CheckboxSelectMultiple,
    )


# On a page of its own: what it is turned on for is decided with it.
PHOTOS: Final = Setting(
    name="photos",
    group=NEW,
    title=gettext_lazy("Photos of people"),
    sentence=gettext_lazy(
        "Whether a photo of a person may stand on their card. Off as the product ships: who somebody is can be told without "
        "one. Turn it on only where it serves a purpose."
    ),
    shipped=False,
    said=_allowed,
)
SETTINGS: Final[dict[str, Setting]] = {
    setting.name: setting
    for setting in (
        Setting(
            name="default_basis",
            group=NEW,
            title=gettext_lazy("Legal basis of new people"),
            sentence=gettext_lazy(
                "New people are held for “Sales and service” on this basis where whoever registers them names no other. "
                "Without a default the form and the API refuse an entry that names none, and a file’s row is held for review."
            ),
            shipped="61F",
            said=_basis,
            field=_basis_field,
            after=gettext_lazy("People who are held already stay as they are."),
        ),
        Setting(
            name=MAILING_RULE,
            group=REACH,
            title=gettext_lazy("Keep out everybody without the needed permission"),
            sentence=gettext_lazy(
                "Nothing goes out for a purpose to somebody who has no consent, or other permission in force, for it. "
                "The law asks for it in marketing, so nobody can switch it off; below it can be made stricter."
            ),
            said=_locked,
        ),
        Setting(
            name="only_consent",
            group=REACH,
            title=gettext_lazy("Purposes where only a consent counts"),
            sentence=gettext_lazy(
                "For these no exception is used: no existing customers, no role addresses, no other basis. "
                "It can only take people out, and never lets anybody in."
            ),
            shipped=[],
            said=_purposes,
            field=_purposes_field,
            moves=True,
        ),
        Setting(
            name="role_addresses",
            group=REACH,
            title=gettext_lazy("Marketing to addresses of a role"),
            sentence=gettext_lazy(
                "Addresses like post@ and info@, marked as a role and with no natural person behind them, need no consent "
                "(mfl. § 15). A no from such an address still holds."
            ),
            shipped=False,
            said=_allowed,
            field=_yes_no,
            moves=True,
        ),
        Setting(
            name="existing_customers",
            group=REACH,
            title=gettext_lazy("Marketing to existing customers without consent"),
            sentence=gettext_lazy(
                "Own similar products alone, to an address got in connection with a sale, with a way out offered then and "
                "in every message (mfl. § 15(3)). Each of the five facts must be recorded."
            ),
            shipped=False,
            said=_allowed,
            field=_yes_no,
            moves=True,
        ),
        Setting(
            name="customer_months",
            group=REACH,
            title=gettext_lazy("How long a customer is an existing one"),
            sentence=gettext_lazy(
                "How long after the last sale the exception may be used. The law names no number; two years is the most."
            ),
            shipped=24,
            said=_months,
            field=_number("customer_months", gettext_lazy("Months")),
            after=gettext_lazy("It holds for what is recorded from now on; what stands keeps its day."),
        ),
        Setting(
            name="cool_down_months",
            group=REACH,
            title=gettext_lazy("Leaving a no in peace"),
            sentence=gettext_lazy(
                "How long after a no, or a question, nobody is asked again by mail. Half a year is the least."
            ),
            shipped=6,
            said=_months,
            field=_number("cool_down_months", gettext_lazy("Months")),
            after=gettext_lazy("It decides whom you may ask, not whom you may write to."),
        ),
        Setting(
            name="double_opt_in",
            group=REACH,
            title=gettext_lazy("A yes is confirmed by mail"),
            sentence=gettext_lazy(
                "A yes that somebody gives on a public page counts when they have pressed the button in a mail to their "
                "own address. Anybody can type an address, so this is not left out anywhere."
            ),
            said=_locked,
        ),
        Setting(
            name="link_days",
            group=LINKS,
            title=gettext_lazy("Link to the own page"),
            sentence=gettext_lazy(
                "How long the link in a mail opens the person’s own page. A forwarded link can say no and never yes; short "
                "is safer, and whoever comes later can ask for a new one."
            ),
            shipped=21,
            said=_days,
            field=_number("link_days", gettext_lazy("Days a link to the own page works")),
            after=gettext_lazy("Links that have been mailed keep their day."),
        ),
        Setting(
            name="confirm_days",
            group=LINKS,
            title=gettext_lazy("Button that confirms a yes"),
            sentence=gettext_lazy("How long the button works that turns a question into a yes. It works once."),
            shipped=7,
            said=_days,
            field=_number("confirm_days", gettext_lazy("Days the button works")),
            after=gettext_lazy("Buttons that have been mailed keep their day."),
        ),
        Setting(
            name="one_click",
            group=LINKS,
            title=gettext_lazy("Link for unsubscribing"),
            sentence=gettext_lazy("It never ends: a no must always get through."),
            said=lambda _value: _("Always"),
        ),
        Setting(
            name="deleted_days",
            group=KEEPING,
            title=gettext_lazy("Recycle bin"),
            sentence=gettext_lazy(
                "How long what was deleted can be brought back. Nobody in the bin is shown or written to."
            ),
            notes=(
                gettext_lazy(
                    "After these days, each night removes for good the companies, categories, lines of business, ways of "
                    "collecting, kinds of data and teams that nothing refers to."
                ),
                gettext_lazy(
                    "People stay in the bin longer than that: erasing somebody, with the proof that must be kept, is not "
                    "built yet."
                ),
                gettext_lazy(
                    "Purposes, legal bases, sources, recipients, roles and templates stay, because the history shows them."
                ),
            ),
            shipped=14,
            said=_days,
            field=_number("deleted_days", gettext_lazy("Days in the recycle bin")),
            after=gettext_lazy("It holds for everything that is in the bin."),
        ),
    )
}
