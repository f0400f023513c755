"""“Our GDPR preparation”: what was decided, by whom and why, what is missing, which measures hold, and who signs.

Art. 5(2), 24(1). Blocks for core.documents, in one language; nothing of a person stands in it but those who answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from samtykke.accounts.names import actor_names
from samtykke.core.documents import Document, Facts, Heading, PageBreak, Points, Signatures, Table, Text
from samtykke.core.templatetags.words import day_text, moment_text, number
from samtykke.governance.answers import queries
from samtykke.governance.answers.words import status_of
from samtykke.governance.models import State

if TYPE_CHECKING:
    from samtykke.accounts.models import Organisation
    from samtykke.core.actors import Actor
    from samtykke.core.documents import Block
    from samtykke.governance.answers.books import Book
    from samtykke.governance.answers.checks import Circumstances
    from samtykke.governance.answers.queries import Standing

WIDTHS = (5, 2, 3, 6)


class Report:
    """One report: the books as they stand, who printed it, in which language."""

    def __init__(self, guide: Book, measures: Book, given: Circumstances, *, language: str, by: Actor) -> None:
        self.guide, self.measures, self.given, self.language, self.by = guide, measures, given, language, by
        self.points = queries.standings(guide, given)
        self.measures_now = queries.standings(measures, given)
        self.evidence = {book.register: queries.all_evidence(book) for book in (guide, measures)}
        answered = [one.answer.changed_by for one in [*self.points, *self.measures_now] if one.answer.version]
        self.names = actor_names([by, *answered])

    @property
    def closed(self) -> int:
        """How many points are answered."""
        return sum(one.is_closed for one in self.points)

    def document(self) -> Document:
        """The whole as blocks, in its language."""
        with override(self.language):
            who = self.given.organisation
            title = _("Our GDPR preparation")
            return Document(
                title=title,
                language=self.language,
                author=who.legal_name or "Samtykke",
                at=localtime(self.given.at),
                lead=who.legal_name,
                is_wide=True,
                foot=f"{title} · {who.legal_name}",
                blocks=[*self._head(who), *self._gaps(), *self._steps(), *self._measures(), *self._signatures()],
            )

    def _head(self, who: Organisation) -> list[Block]:
        address = ", ".join(part for part in (who.address_line, f"{who.postal_code} {who.city}".strip()) if part)
        contact = " · ".join(part for part in (who.privacy_contact_name, who.privacy_contact_email) if part)
        progress = [
            [str(self.guide.steps[step.key]), number(step.closed), number(step.total)]
            for step in queries.progress_by_step(self.guide, self.points)
        ]
        facts = [
            (_("Organisation"), who.legal_name or "–"),
            (_("Organisation number"), who.number or "–"),
            (_("Postal address"), address or "–"),
            (_("Privacy contact"), contact or "–"),
            (_("Printed"), f"{moment_text(self.given.at)}, {self.names[self.by]}"),
        ]
        return [
            Facts(facts),
            Heading(_("How far we are")),
            Table(
                [_("Step"), _("Answered"), _("Points")],
                [*progress, [_("Together"), number(self.closed), number(len(self.points))]],
                caption=_("Answered points by step"),
                widths=(6, 2, 2),
            ),
            Text(_("Points that the database can answer were asked at the moment of printing."), quiet=True),
        ]

    def _gaps(self) -> list[Block]:
        open_points = [one for one in self.points if not one.is_closed]
        if not open_points:
            return [Heading(_("What is missing")), Text(_("Nothing: every point is answered."))]
        rows = [[str(one.question.text), self._owner(one), self._why_open(one)] for one in open_points]
        head = [_("Point"), _("Owner and day"), _("Where it stands")]
        return [
            Heading(_("What is missing")),
            Table(head, rows, caption=_("Open points"), widths=(6, 3, 6)),
        ]

    def _steps(self) -> list[Block]:
        blocks: list[Block] = [PageBreak(), Heading(_("What we decided"))]
        for group in self.guide.groups:
            found = [one for one in self.points if one.question.group == group.key]
            blocks += [Heading(str(group.title), 2), self._table(self.guide, found, str(group.title))]
        return blocks

    def _measures(self) -> list[Block]:
        held = [str(one.question.told) for one in self.measures_now if one.state == State.DONE]
        blocks: list[Block] = [PageBreak(), Heading(str(self.measures.title))]
        blocks += [Points(held)] if held else [Text(_("No measure is in place yet."))]
        for group in self.measures.groups:
            found = [one for one in self.measures_now if one.question.group == group.key]
            blocks += [Heading(str(group.title), 2), self._table(self.measures, found, str(group.title))]
        return blocks

    def _signatures(self) -> list[Block]:
        roles = [pgettext("signature", "For the management"), pgettext("signature", "Who answers for privacy")]
        return [
            Heading(_("Signatures")),
            Text(_("We have read this report and stand by the decisions in it.")),
            Signatures(roles, _("Place and date")),
        ]

    def _table(self, book: Book, found: list[Standing], caption: str) -> Table:
        head = [_("Point"), _("Where it stands"), _("Owner and day"), _("Decision, reason and evidence")]
        rows = [
            [str(one.question.text), str(status_of(one)["word"]), self._owner(one), self._decision(book, one)]
            for one in found
        ]
        return Table(head, rows, caption=caption, widths=WIDTHS)

    def _owner(self, one: Standing) -> str:
        owner = one.answer.owner.name if one.answer.owner else "–"
        if one.answer.due_on is None:
            return owner
        due = _("by %(day)s") % {"day": day_text(one.answer.due_on)}
        late = _("late")
        return f"{owner}, {due} ({late})" if one.is_late else f"{owner}, {due}"

    def _why_open(self, one: Standing) -> str:
        if one.finding is not None and one.question.answers_itself:
            return one.finding.said
        said = str(status_of(one)["word"])
        return f"{said}. {one.answer.note}" if one.answer.note else said

    def _decision(self, book: Book, one: Standing) -> str:
        lines = []
        if one.finding is not None and one.question.answers_itself:
            lines.append(_("The database shows: %s") % one.finding.said)
        lines += [text for text in (one.answer.note, one.answer.reason) if text]
        lines += [
            ": ".join((_("Evidence"), row.title)) + (f" ({row.url})" if row.url else "")
            for row in self.evidence[book.register].get(one.question.key, [])
        ]
        if one.answer.version:
            who = {"who": self.names[one.answer.changed_by], "when": moment_text(one.answer.changed_at)}
            lines.append(_("Answered by %(who)s, %(when)s.") % who)
        return "\n".join(lines) or "–"
