"""The lines of the desk: what each figure is called, where its people or things are listed, and the button that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from samtykke.accounts.rights import Right

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MISSING, LATE, CONTRADICTORY, UNUSUAL = "missing", "late", "contradictory", "unusual"
GROUPS: Final[tuple[tuple[str, _StrPromise, str, bool, _StrPromise], ...]] = (
    (MISSING, _("Missing"), "missing", True, _("Nothing is missing.")),
    (LATE, _("Late or soon"), "retention", False, _("Nothing is late, and nothing ends soon.")),
    (CONTRADICTORY, _("Contradictory"), "objected", True, _("The settings agree with each other.")),
    (UNUSUAL, _("Unusual"), "eye", False, _("Nothing out of the ordinary.")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its figure's key, its group, its words, where it opens, the button and the right that the button needs.

    `name` stands beside the figure (singular and plural); `why` says what is wrong in a sentence and may hold `%(day)s`,
    `%(usual)s` and `%(names)s`. Addresses may hold `%(user)s`, `%(since)s` (so many `days` before the count) and `%(first)s`,
    the key of the first thing named.
    """

    key: str
    group: str
    name: Any
    why: _StrPromise
    opens: tuple[str, str]
    button: _StrPromise
    mends: tuple[str, str]
    right: Right
    tone: str = "wait"
    days: int = 0

    @property
    def address(self) -> str:
        """Where its people or things are listed."""
        return _address(self.opens)

    @property
    def button_address(self) -> str:
        """Where it is mended."""
        return _address(self.mends)


def _address(told: tuple[str, str]) -> str:
    name, query = told
    return (
        reverse(ASK_AGAIN, args=[FIRST]).replace(FIRST, "%(first)s") if name == ASK_AGAIN else f"{reverse(name)}{query}"
    )


INFORMING = ("governance:informing", "")
PEOPLE, PURPOSES, TRAIL = "web:people", "purposes:purposes", "governance:audit"
ASK_AGAIN, FIRST = "consents:asking", "FIRST"
TAKEN_OUT = (TRAIL, "?only_exports=on&since=%(since)s")
CARDS = (TRAIL, "?deed=person:viewed&user=%(user)s&since=%(since)s")
GUESSES = (TRAIL, "?deed=sign_in:failed&since=%(since)s")

LINES: Final[tuple[Line, ...]] = (
    Line(
        key="without_basis", group=MISSING, tone="no",
        name=ngettext_lazy("Person without a basis for any purpose", "People without a basis for any purpose", "count"),
        why=_("No purpose lets you use them now. Record a basis, or delete them."),
        opens=(PEOPLE, "?attention=no_basis"), button=_("Sort out"), mends=(PEOPLE, "?attention=no_basis"),
        right=Right.PEOPLE_VIEW,
    ),
    Line(
        key="source_unknown", group=MISSING,
        name=ngettext_lazy("Person of unknown source", "People of unknown source", "count"),
        why=_("Whoever asks where their data came from must get an answer (Art. 15(1)(g))."),
        opens=(PEOPLE, "?attention=source_unknown"), button=_("Sort out"), mends=(PEOPLE, "?attention=source_unknown"),
        right=Right.PEOPLE_VIEW,
    ),
    Line(
        key="consent_unproven", group=MISSING,
        name=ngettext_lazy("Person with a consent without evidence", "People with a consent without evidence", "count"),
        why=_("Said to be a yes, with no proof of it; treated as not known."),
        opens=(PEOPLE, "?attention=unproven"), button=_("See who"), mends=(PEOPLE, "?attention=unproven"),
        right=Right.PEOPLE_VIEW,
    ),
    Line(
        key="consents_narrow", group=MISSING,
        name=ngettext_lazy("Person who said yes to less", "People who said yes to less", "count"),
        why=_("%(names)s has grown since. They must be asked again before it reaches them."),
        opens=(PEOPLE, "?attention=narrow"), button=_("Ask again"), mends=(ASK_AGAIN, ""), right=Right.MAIL_MANAGE,
    ),
    Line(
        key="not_informed", group=MISSING,
        name=ngettext_lazy("Person not yet told", "People not yet told", "count"),
        why=_("Others gave you their data. The next is due on %(day)s."),
        opens=INFORMING, button=_("Inform them"), mends=("governance:inform-all", ""), right=Right.MAIL_MANAGE,
    ),
    Line(
        key="agreements_missing", group=MISSING,
        name=ngettext_lazy("Processor without an agreement", "Processors without an agreement", "count"),
        why=_("Whoever handles data for you needs a written agreement (Art. 28(3))."),
        opens=("purposes:recipients", ""), button=_("Open"), mends=("purposes:recipients", ""), right=Right.GOVERNANCE_VIEW,
    ),
    Line(
        key="fields_without_purpose", group=MISSING,
        name=ngettext_lazy("Field without a purpose", "Fields without a purpose", "count"),
        why=_("Every field about people is kept for something, or not at all."),
        opens=("governance:fields", "?only=without"), button=_("Sort out"), mends=("governance:fields", "?only=without"),
        right=Right.GOVERNANCE_MANAGE,
    ),
    Line(
        key="not_screened", group=MISSING,
        name=ngettext_lazy("Purpose nobody has screened", "Purposes nobody has screened", "count"),
        why=_("Does it need an assessment of the impact on people (Art. 35)?"),
        opens=("governance:assessments", ""), button=_("Screen"), mends=("governance:assessments", ""),
        right=Right.GOVERNANCE_MANAGE,
    ),
    Line(
        key="guide_late", group=LATE,
        name=ngettext_lazy("Point of the guide past its day", "Points of the guide past their day", "count"),
        why=_("Somebody was to answer it by then."),
        opens=("governance:guide", "?show=late"), button=_("Open"), mends=("governance:guide", "?show=late"),
        right=Right.GOVERNANCE_VIEW,
    ),
    Line(
        key="inform_late", group=LATE, tone="no",
        name=ngettext_lazy("Duty to inform that is late", "Duties to inform that are late", "count"),
        why=_("A month had passed on %(day)s (Art. 14)."),
        opens=("governance:informing", "?late=on"), button=_("Inform them"), mends=("governance:inform-all", ""),
        right=Right.MAIL_MANAGE,
    ),
    Line(
        key="inform_soon", group=LATE,
        name=ngettext_lazy("Person to be told within a week", "People to be told within a week", "count"),
        why=_("The first is due on %(day)s."),
        opens=INFORMING, button=_("Inform them"), mends=("governance:inform-all", ""), right=Right.MAIL_MANAGE,
    ),
    Line(
        key="consents_ending", group=LATE,
        name=ngettext_lazy("Person whose consent ends within a month", "People whose consent ends within a month", "count"),
        why=_("%(names)s: the first ends on %(day)s."),
        opens=(PEOPLE, "?attention=ending"), button=_("Ask again"), mends=(ASK_AGAIN, ""), right=Right.MAIL_MANAGE,
    ),
    Line(
        key="assessments_lapsing", group=LATE,
        name=ngettext_lazy("Assessment to review", "Assessments to review", "count"),
        why=_("Without a review, nobody new may be held on it from %(day)s."),
        opens=("governance:assessments", ""), button=_("Review"), mends=("governance:assessments", ""), right=Right.ASSESSMENTS_APPROVE,
    ),
    Line(
        key="agreements_lapsing", group=LATE,
        name=ngettext_lazy("Agreement to renew", "Agreements to renew", "count"),
        why=_("The first is due on %(day)s."),
        opens=("purposes:recipients", ""), button=_("Open"), mends=("purposes:recipients", ""), right=Right.GOVERNANCE_VIEW,
    ),
    Line(
        key="purposes_lacking", group=CONTRADICTORY, tone="no",
        name=ngettext_lazy("Purpose in use that lacks something", "Purposes in use that lack something", "count"),
        why=_("%(names)s"),
        opens=(PURPOSES, ""), button=_("Mend"), mends=(PURPOSES, ""), right=Right.LISTS_MANAGE,
    ),
    Line(
        key="purposes_without_statement", group=CONTRADICTORY,
        name=ngettext_lazy("Purpose without a statement in both languages", "Purposes without a statement in both languages", "count"),
        why=_("%(names)s"),
        opens=(PURPOSES, ""), button=_("Mend"), mends=(PURPOSES, ""), right=Right.LISTS_MANAGE,
    ),
    Line(
        key="purposes_without_text", group=CONTRADICTORY,
        name=ngettext_lazy("Purpose without words for people in both languages", "Purposes without words for people in both languages", "count"),
        why=_("%(names)s"),
        opens=(PURPOSES, ""), button=_("Mend"), mends=(PURPOSES, ""), right=Right.LISTS_MANAGE,
    ),
    Line(
        key="sources_without_mail", group=CONTRADICTORY,
        name=ngettext_lazy("Source that should tell people", "Sources that should tell people", "count"),
        why=_("No mail server is set, so nothing goes out."),
        opens=("purposes:sources", ""), button=_("Open the outbox"), mends=("governance:outbox", ""), right=Right.MAIL_MANAGE,
    ),
    Line(
        key="statement_behind", group=CONTRADICTORY,
        name=ngettext_lazy(
            "Language in which the privacy statement is not what holds",
            "Languages in which the privacy statement is not what holds",
            "count",
        ),
        why=_("Not published, or the set-up has changed since."),
        opens=("governance:statement", ""), button=_("Mend"), mends=("governance:statement", ""), right=Right.LISTS_MANAGE,
    ),
    Line(
        key="four_eyes_off", group=CONTRADICTORY, tone="no",
        name=ngettext_lazy("Switch is off: nobody asks for a second person", "Switches are off", "count"),
        why=_("One person alone can give rights away."),
        opens=("accounts:four_eyes", ""), button=_("Look into"), mends=("accounts:four_eyes", ""), right=Right.USERS_MANAGE,
    ),
    Line(
        key="without_factor", group=CONTRADICTORY, tone="no",
        name=ngettext_lazy("User without the second factor", "Users without the second factor", "count"),
        why=_("They may change access or settings, or their role asks for one. A stolen password alone must open no door."),
        opens=("accounts:users", ""), button=_("See who"), mends=("accounts:users", ""), right=Right.USERS_MANAGE,
    ),
    Line(
        key="idle_keys", group=CONTRADICTORY,
        name=ngettext_lazy("API key that nobody uses", "API keys that nobody uses", "count"),
        why=_("Not used for three months. A key nobody needs is a way in."),
        opens=("accounts:keys", ""), button=_("Open"), mends=("accounts:keys", ""), right=Right.KEYS_MANAGE,
    ),
    Line(
        key="exports", group=UNUSUAL,
        name=ngettext_lazy("File taken out in seven days", "Files taken out in seven days", "count"),
        why=_("Usually %(usual)s a week."),
        opens=TAKEN_OUT, button=_("Look into"), mends=TAKEN_OUT, right=Right.AUDIT_VIEW, days=7,
    ),
    Line(
        key="cards", group=UNUSUAL,
        name=ngettext_lazy("Card opened by one user in a day", "Cards opened by one user in a day", "count"),
        why=_("Usually %(usual)s a day."),
        opens=CARDS, button=_("Look into"), mends=CARDS, right=Right.AUDIT_VIEW, days=1,
    ),
    Line(
        key="noes", group=UNUSUAL,
        name=ngettext_lazy("Person who said no in seven days", "People who said no in seven days", "count"),
        why=_("Usually %(usual)s a week."),
        opens=(PEOPLE, "?attention=noes"), button=_("See who"), mends=(PEOPLE, "?attention=noes"), right=Right.PEOPLE_VIEW,
    ),
    Line(
        key="guesses", group=UNUSUAL, tone="no",
        name=ngettext_lazy("Wrong sign-in in a day", "Wrong sign-ins in a day", "count"),
        why=_("Somebody may be guessing passwords."),
        opens=GUESSES, button=_("Look into"), mends=GUESSES, right=Right.AUDIT_VIEW, days=1,
    ),
)  # fmt: skip
