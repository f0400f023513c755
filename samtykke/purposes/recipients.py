"""Reading the register of recipients: who receives, what an agreement lacks, what lapses when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from samtykke.accounts.queries import company_zone
from samtykke.core.clock import now
from samtykke.purposes import transfers
from samtykke.purposes.models import Purpose, Recipient, RecipientRole, TransferGround

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Lack:
    """What a recipient's entry lacks: a code, a sentence, the field that mends it."""

    code: str
    sentence: _StrPromise
    field: str


NO_AGREEMENT = Lack("no_agreement", _("No agreement is entered (Art. 28(3))"), "agreement")
NO_REVIEW = Lack("no_review", _("No day to look at the agreement again"), "review_on")
LAPSED = Lack("agreement_lapsed", _("The agreement should have been looked at"), "review_on")
NO_GROUND = Lack("no_ground", _("Outside the EEA without a ground that holds"), "transfer_ground")
NO_ARRANGEMENT = Lack("no_arrangement", _("No arrangement is entered (Art. 26)"), "agreement")


def recipients() -> QuerySet[Recipient]:
    """Those in the register, each with the existing purposes that name it, by id."""
    using = Purpose.objects.existing().order_by("rank", "id")
    return Recipient.objects.existing().prefetch_related(Prefetch("purposes", queryset=using)).order_by("id")


def deleted_recipients() -> QuerySet[Recipient]:
    """Those in the bin, the newest first."""
    return Recipient.objects.filter(deleted_at__isnull=False).order_by("-deleted_at", "-id")


def agreements_lapsing(by: date) -> QuerySet[Recipient]:
    """Active recipients whose agreement must be looked at by a day; those past theirs come first."""
    return Recipient.objects.existing().filter(is_active=True, review_on__lte=by).order_by("review_on", "id")


def without_agreement() -> QuerySet[Recipient]:
    """Active processors and joint controllers for whom no agreement is entered. Art. 26, 28(3)."""
    bound = Q(role__in=(RecipientRole.PROCESSOR, RecipientRole.JOINT))
    return Recipient.objects.existing().filter(bound, is_active=True, agreement="").order_by("id")


def lacks(recipient: Recipient, on: date | None = None) -> list[Lack]:
    """What an active recipient's entry lacks on a day (default: today). REQ-52, REQ-58, REQ-59."""
    if not recipient.is_active:
        return []
    on = on or now().astimezone(company_zone()).date()
    ground = TransferGround(recipient.transfer_ground)
    has_ground = ground in transfers.grounds(recipient.country, on)
    found = [
        (recipient.role == RecipientRole.PROCESSOR and not recipient.agreement, NO_AGREEMENT),
        (recipient.role == RecipientRole.JOINT and not recipient.agreement, NO_ARRANGEMENT),
        (bool(recipient.agreement) and recipient.review_on is None, NO_REVIEW),
        (recipient.review_on is not None and recipient.review_on <= on, LAPSED),
        (not has_ground, NO_GROUND),
    ]
    return [lack for is_missing, lack in found if is_missing]
