"""The register as a whole: three groups, every measure."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.governance.answers.books import Book, Group
from samtykke.governance.measures import texts
from samtykke.governance.models import Register

MEASURES: Final = Book(
    register=Register.MEASURES,
    title=_("Security measures"),
    lead=_(
        "What you do so that nothing leaks, gets lost or becomes wrong (Art. 32). What is in place stands in the record of "
        "processing too."
    ),
    steps={"measures": _("Security measures")},
    groups=(
        Group("organisation", "measures", _("Organisation and people"), _("What no machine can do for you.")),
        Group("access", "measures", _("Who comes in"), _("Passwords, roles and the trail.")),
        Group("machine", "measures", _("Machines and data"), _("Encryption, backups and what runs beneath.")),
    ),
    questions=(*texts.ORGANISATION, *texts.ACCESS, *texts.MACHINE),
)
