"""Writing and publishing the privacy statement. A published version is never edited; the database refuses it. REQ-35."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import ActorKind, Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail.format import fault_in
from samtykke.purposes import statement_gaps, statements
from samtykke.purposes.actions.fields import language_code
from samtykke.purposes.models import StatementDraft, StatementVersion
from samtykke.purposes.statement_texts import HEADINGS, heading, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.statement_texts import Facts

LONGEST_SECTION, LONGEST_REASON = 8_000, 1_000
FAULTS = {
    "control_character": gettext_lazy("Line %d has characters that cannot be kept."),
    "markup": gettext_lazy("Line %d has HTML. Write plain text: a blank line ends a paragraph."),
    "bad_link": gettext_lazy("The link on line %d must begin with https://, http:// or mailto:."),
}


@transaction.atomic
def write_statement(
    language: str, sections: Mapping[str, str], *, edition: int | None = None, by: Actor, via: Via
) -> StatementDraft:
    """Keeps what is written of the statement in a language. `edition` is the one the writer began from; where another
    has been kept since, nothing is changed and the writer hears of it.
    """
    texts = statements.kept({name: _cleaned(name, sections.get(name, "")) for name in HEADINGS})
    draft = _locked(language)
    if edition is not None and edition != draft.edition:
        raise Refused(
            _("Somebody changed this while you were writing. Nothing of yours is lost."), code="changed_meanwhile"
        )
    if draft.edition and draft.sections == texts:
        return draft
    told = {"sections": texts, "changed_at": now(), "changed_by_kind": by.kind.value, "changed_by_id": by.id}
    StatementDraft.objects.filter(pk=draft.pk).update(edition=draft.edition + 1, **told)
    draft.refresh_from_db()
    _record(Deed.STATEMENT_WRITTEN, draft.pk, by, via, language=draft.language, version=draft.edition)
    return draft


@transaction.atomic
def draft_statement(
    language: str, *, sections: tuple[str, ...] = (), edition: int | None = None, by: Actor, via: Via
) -> StatementDraft:
    """Writes the statement from how the company is set up: all of it, or only the sections named."""
    before = _locked(language)
    made = written(statements.facts_in(before.language), before.language)
    texts = dict(before.sections) if sections else {}
    texts.update({name: made[name] for name in sections or HEADINGS})
    return write_statement(language, texts, edition=edition, by=by, via=via)


@transaction.atomic
def publish_statement(language: str, *, edition: int, reason: str = "", by: Actor, via: Via) -> StatementVersion:
    """Publishes what is written as the next version. Refused while something is missing, each by its name; and while the
    register holds a recipient, a transfer, an interest or a period that it does not tell, unless a reason says why. REQ-35.
    """
    draft = _locked(language)
    if draft.edition != edition:
        raise Refused(
            _("Somebody changed the statement since you read it. Read it once more before you publish."),
            code="changed_meanwhile",
        )
    facts, reason = statements.facts_in(draft.language), _reason(reason)
    _refuse_lacking(draft, facts)
    not_told = statement_gaps.untold(draft.sections, facts, draft.language)
    if not_told and not reason:
        raise Refused(
            _("The register holds what the statement does not tell. %(what)s Write it, or say why it is left out.")
            % {"what": " ".join(one.why for one in not_told)},
            code="statement_untold",
            field="reason",
        )
    reason = reason if not_told else ""
    newest = statements.current(draft.language)
    if newest and _says(newest, draft, facts) and newest.untold_reason == reason:
        return newest
    return _publish(draft, facts, newest.version + 1 if newest else 1, reason, by, via)


def _refuse_lacking(draft: StatementDraft, facts: Facts) -> None:
    lacking = statement_gaps.missing(draft.sections, facts)
    if lacking:
        raise Refused(
            _("The statement cannot be published yet: %(what)s.")
            % {"what": "; ".join(dict.fromkeys(str(one.what) for one in lacking))},
            code="statement_incomplete",
            field=lacking[0].section,
        )


def _says(version: StatementVersion, draft: StatementDraft, facts: Facts) -> bool:
    return bool(statements.texts_of(version) == draft.sections and version.facts == facts)


def _publish(draft: StatementDraft, facts: Facts, number: int, reason: str, by: Actor, via: Via) -> StatementVersion:
    parts = [
        {"key": name, "heading": heading(name, draft.language), "text": text}
        for name, text in statements.kept(draft.sections).items()
    ]
    made = StatementVersion.objects.create(
        language=draft.language,
        version=number,
        sections=parts,
        facts=facts,
        text_hash=hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        untold_reason=reason,
        published_by_kind=by.kind.value,
        published_by_id=by.id,
    )
    told = {"reason": reason} if reason else {}
    _record(Deed.STATEMENT_PUBLISHED, made.pk, by, via, language=made.language, version=made.version, **told)
    return made


def _reason(text: str) -> str:
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if len(text) > LONGEST_REASON or not text.isprintable():
        raise Refused(
            _("The text is too long or has characters that cannot be kept."),
            code="invalid_text",
            field="reason",
            status=422,
        )
    return text


def _cleaned(section: str, text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST_SECTION:
        raise Refused(
            _("The text is too long: at most %d characters.") % LONGEST_SECTION,
            code="text_too_long",
            field=section,
            status=422,
        )
    for number, line in enumerate(text.split("\n"), start=1):
        found = fault_in(line)
        if found:
            raise Refused(FAULTS[found] % number, code=found, field=section, status=422)
    return text


def _locked(language: str) -> StatementDraft:
    """The draft of a language, held; made empty when it is first asked for."""
    code = language_code(language)
    StatementDraft.objects.get_or_create(language=code, defaults={"changed_by_kind": ActorKind.SYSTEM.value})
    return StatementDraft.objects.select_for_update(no_key=True).get(language=code)


def _record(deed: Deed, pk: int, by: Actor, via: Via, **details: str | int) -> None:
    record(deed, subject=Ref("statement", pk), by=by, via=via, **details)
