"""What staff send: a file, and what is said of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samtykke.contacts.models import Company
from samtykke.contacts.queries import companies_named
from samtykke.documents.access import company_of
from samtykke.documents.kinds import ACCEPTED
from samtykke.documents.models import LONGEST_NOTE, LONGEST_TITLE, Document


class FileForm(forms.Form):
    """A file, as one chooses or drops it."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF, pictures, Word, Excel, PowerPoint, OpenDocument, text, CSV or e-mail."),
        max_length=None,
    )

    @property
    def largest(self) -> int:
        """How many bytes a file may have; the page says it before anything is sent."""
        return int(settings.LARGEST_DOCUMENT)

    @property
    def largest_mb(self) -> int:
        """The same in megabytes."""
        return self.largest // (1024 * 1024)


class NewDocumentForm(FileForm):
    """A new document."""

    title = forms.CharField(
        label=_("Title of the document"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("Empty: as the file is called."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PhotoForm(forms.Form):
    """A photo of a person, and the one that was on the screen (0: none)."""

    file = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
        help_text=_("JPEG, PNG or WebP, at most 5 MB. A small square is kept, without anything noted in the file."),
        max_length=None,
        allow_empty_file=True,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DocumentForm(forms.Form):
    """What is said of a document."""

    title = forms.CharField(label=_("Title of the document"), max_length=LONGEST_TITLE)
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    company_name = forms.CharField(
        label=_("Company"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "companies", "autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        """What stands now."""
        company = Company.objects.filter(pk=company_of(document) or 0).first()
        return {
            "title": document.title,
            "note": document.note,
            "company_name": company.name if company else "",
            "version": document.version,
        }

    def renew(self, version: int) -> None:
        """What was typed stays, and is saved over the version that stands now."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["version"] = str(version)  # type: ignore[index]

    def clean_company_name(self) -> str:
        said: str = self.cleaned_data["company_name"].strip()
        self.company = companies_named(said).filter(name__iexact=said).first() if said else None
        if said and self.company is None:
            raise forms.ValidationError(_("There is no company of this name."), code="unknown_company")
        return said


class ConcernForm(forms.Form):
    """One more person whom a document concerns: by name among those one sees, or by number."""

    person = forms.CharField(label=_("Person"), max_length=200, help_text=_("A name, or # and the number of the card."))
