"""Stages, reasons, product groups, statuses and roles, among the company's other lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samtykke.purposes.actions.fields import also
from samtykke.purposes.forms.items import ItemForm
from samtykke.purposes.lists import Listing, register, tells
from samtykke.purposes.queries.use import WORDS
from samtykke.sales.models import CERTAIN, LossReason, PartRole, ProductGroup, ProjectStatus, Stage, StageKind

if TYPE_CHECKING:
    from samtykke.purposes.models import Vocabulary


class StageForm(ItemForm):
    """A stage also says what it means, and how likely a sale in it is."""

    kind = forms.ChoiceField(label=_("A sale in it is"), choices=StageKind.choices, initial=StageKind.OPEN)
    probability = forms.IntegerField(
        label=_("Probability, per cent"),
        min_value=0,
        max_value=CERTAIN,
        initial=0,
        help_text=_("A sale that comes to this stage gets it, and can be given another."),
    )

    def __init__(self, *args: Any, item: Vocabulary | None = None, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        if item is not None:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("What a stage means stays as it was made.")


def _said(stage: Stage) -> str:
    return f"{StageKind(stage.kind).label}, {stage.probability} %"


also(Stage, "kind", "probability", fixed=("kind",))
tells(Stage, _said)
WORDS["sales_sale", "stage"] = (_("Sales in this stage"), "")
WORDS["sales_sale", "stage_before"] = (_("Sales that were in this stage before"), "")
WORDS["sales_sale", "loss_reason"] = (_("Sales lost for this"), "")
WORDS["sales_sale", "product_group"] = (_("Sales of this group"), "")
WORDS["sales_sale", "company"] = (_("Sales"), "")
WORDS["sales_project", "status"] = (_("Projects with this status"), "")
WORDS["sales_saleperson", "role"] = (_("People in sales"), "")
WORDS["sales_projectperson", "role"] = (_("People in projects"), "")

for slug, model, title, lead, add in (
    (
        "sale-stages", Stage, _("Stages of a sale"),
        _("The steps of a sale, from the first talk to won or lost. The board has a column for each open one."), _("New stage"),
    ),
    ("loss-reasons", LossReason, _("Reasons for a loss"), _("Why a sale came to nothing."), _("New reason")),
    (
        "product-groups", ProductGroup, _("Product groups"),
        _("What you sell, in groups. An existing customer may be told of what is similar to what they bought."), _("New product group"),
    ),
    ("project-statuses", ProjectStatus, _("Statuses of a project"), _("Where a project stands."), _("New status")),
    ("part-roles", PartRole, _("Roles in sales and projects"), _("What somebody is in a sale or a project."), _("New role")),
):  # fmt: skip
    register(
        Listing(slug=slug, model=model, form=StageForm if model is Stage else ItemForm, title=title, lead=lead, add=add)
    )
