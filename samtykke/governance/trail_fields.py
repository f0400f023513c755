"""What the fields are called that an entry of the trail says were changed: the words of the forms that change them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.forms import OrganisationForm, UserForm
from samtykke.contacts.company_form import CompanyForm
from samtykke.contacts.forms import CategoryForm, PersonForm
from samtykke.governance.answers.words import FIELDS as ANSWERS
from samtykke.governance.data_map.forms import FieldForm, RowForm
from samtykke.governance.records.forms import ActivityForm, RecordSettingsForm
from samtykke.governance.settings.catalogue import SETTINGS
from samtykke.purposes.forms.items import DataKindForm, LegalBasisForm, SourceForm
from samtykke.purposes.forms.purpose import PurposeForm
from samtykke.purposes.queries.history import PARTS
from samtykke.purposes.recipient_form import RecipientForm
from samtykke.sales.forms import ProjectForm, SaleForm, SalesFilter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FORMS: Final = (
    SalesFilter, ProjectForm, SaleForm, OrganisationForm, UserForm, PersonForm, CompanyForm, CategoryForm, SourceForm, LegalBasisForm, DataKindForm, PurposeForm,
    RecipientForm, FieldForm, RowForm, RecordSettingsForm, ActivityForm,
)  # fmt: skip
# Where no form says it, or says it as a question.
FIELDS: Final[dict[str, _StrPromise]] = {
    "q": _("Search words"),
    "photo": _("Photo"),
    "photos": _("Photos of people"),
    "attention": _("Needs somebody"),
    "run": _("Import"),
    "why": _("Why not yet"),
    "basis": _("Legal basis"),
    "bases": _("Legal bases"),
    "category": _("Category"),
    "collected_how": _("How it was collected"),
    "company": _("Company"),
    "confirm_days": _("How long a confirming button works"),
    "cool_down_months": _("How long a no is left in peace"),
    "country": _("Country"),
    "customer_months": _("How long the exception for customers holds"),
    "deed": _("What"),
    "default_basis": _("Default legal basis"),
    "deleted_at": _("In the recycle bin"),
    "deleted_days": _("Days in the recycle bin"),
    "details": _("Details"),
    "email": _("E-mail"),
    "existing_customers": _("The exception for existing customers"),
    "external_id": _("External id"),
    "first_name": _("First name"),
    "has_shortcuts": _("Keyboard shortcuts"),
    "ids": _("People chosen one by one"),
    "inform_after_days": _("After how many days people are told"),
    "inform_rule": _("When people are told"),
    "language": _("Language"),
    "languages": _("Languages"),
    "last_name": _("Last name"),
    "late": _("Past the day they should have been told"),
    "link_days": _("How long a mailed link works"),
    "logo_type": _("Logo"),
    "measures": _("Security measures in words"),
    "members": _("Members"),
    "name": _("Name"),
    "needs_second_factor": _("Asks for a second factor"),
    "not_informed": _("Not yet told that you hold them"),
    "note": _("Note"),
    "only_consent": _("Only a consent counts"),
    "only_exports": _("Only what was taken out"),
    "only_looks": _("Only who looked"),
    "password": _("Password"),
    "person": _("Person"),
    "owner_id": _("Looked after by"),
    "phone": _("Phone"),
    "primary_email": _("First e-mail"),
    "primary_phone": _("First phone"),
    "public_names": _("What people read it is called"),
    "purpose": _("Purpose"),
    "purposes": _("Purposes"),
    "selection": _("Selection"),
    "rank": _("Place in the list"),
    "reason": _("Reason"),
    "rights": _("Rights"),
    "role_addresses": _("Addresses like post@"),
    "since": _("From"),
    "source": _("Source"),
    "status": _("Status"),
    "subdivision": _("Part of the country"),
    "template_key": _("Mail template"),
    "theme": _("Brightness"),
    "title": _("Title"),
    "transfer_ground": _("Ground of the transfer"),
    "until": _("Before"),
    "user": _("Who"),
    "visibility": _("Whom they see"),
}


@cache
def field_words() -> dict[str, Any]:
    """What each field is called: here, else as the answers and the purposes say it, else as its form does."""
    labels = {name: field.label for form in FORMS for name, field in form.base_fields.items() if field.label}
    titles = {name: setting.title for name, setting in SETTINGS.items()}
    return labels | titles | dict(PARTS) | dict(ANSWERS) | FIELDS
