"""The guide as a whole: three steps, their parts, every question."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.governance.answers.books import Book, Group
from samtykke.governance.guide.points import configure, prepare, procedures
from samtykke.governance.models import Register

GROUPS: Final = (
    Group("map", "prepare", _("Map the personal data you hold"), _("What, about whom, from where, to whom.")),
    Group("keep", "prepare", _("Decide what to keep"), _("Less data is less to guard, to mend and to answer for.")),
    Group("comply", "prepare", _("Decide how you comply"), _("By what right, and how people get to know it.")),
    Group("security", "prepare", _("Put security in place"), _("So that nothing leaks, and you act fast if it does.")),
    Group(
        "procedures",
        "prepare",
        _("Agree on how people’s rights are met"),
        _("One way of doing each, known to everybody, so that no request is left lying."),
    ),
    Group("lists", "configure", _("Your lists and texts"), _("Why, by what right, how: in your own words.")),
    Group("settings", "configure", _("Your privacy settings"), _("What happens by itself, and what never does.")),
    Group("access", "access", _("Who may do what"), _("Everything that opens many people is given to few.")),
)
GUIDE: Final = Book(
    register=Register.GUIDE,
    title=_("Set-up guide"),
    lead=_("From an empty installation to a company that can show what it decided, by whom and why."),
    steps={"prepare": _("Prepare"), "configure": _("Configure"), "access": _("Give access")},
    groups=GROUPS,
    questions=(
        *prepare.MAP,
        *prepare.KEEP,
        *prepare.COMPLY,
        *prepare.SECURITY,
        *procedures.PROCEDURES,
        *configure.CONFIGURE,
        *configure.ACCESS,
    ),
)
