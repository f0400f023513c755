"""How a mail written by hand is told: to which address, by which template, in which language, under which subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samtykke.mail.models import Template

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TemplateChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among mail templates, by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class SendForm(forms.Form):
    """A mail written by hand. `addresses`: (id, address) of the recipient, the first one chosen; none to ask for none."""

    address = forms.ChoiceField(label=_("To"), required=False)
    template = TemplateChoice(label=_("Template"), queryset=Template.objects.none(), empty_label=None)
    language = forms.ChoiceField(label=_("Language"), required=False)
    subject = forms.CharField(
        label=_("Subject"), required=False, help_text=_("Empty: the subject of the template."), max_length=200
    )

    def __init__(
        self, templates: QuerySet[Template], addresses: list[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("As the recipient prefers")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        if addresses:
            self.fields["address"].choices = addresses  # type: ignore[attr-defined]
        else:
            del self.fields["address"]

    def address_id(self) -> int | None:
        """The address chosen; None where the recipient's own first one is meant."""
        told = self.cleaned_data.get("address")
        return int(told) if told else None
