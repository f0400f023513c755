"""Templates and their words. A version is written, never edited; what it lacks is named with its line (REQ-96)."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.mail import parts, variables
from samtykke.mail.actions.queueing import one_line
from samtykke.mail.format import ALONE, VARIABLE, fault_in
from samtykke.mail.models import STAFF_KINDS, Template, TemplateKind, TemplateVersion

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

MOST_BYTES = 20_000
LONGEST_NAME = 120
RANK_STEP = 10
OPENED = re.compile(r"\{(?P<name>[a-z_]+)(?![a-z_}])")
# What `fault_in` finds, said with the number of the line.
FAULTS = {
    "control_character": gettext_lazy("Line %d has characters that cannot be kept."),
    "markup": gettext_lazy("Line %d has HTML. Write plain text: a blank line ends a paragraph."),
    "bad_link": gettext_lazy("The link on line %d must begin with https://, http:// or mailto:."),
}


@transaction.atomic
def write_version(
    template: Template, language: str, subject: str, body: str, *, expected: int | None = None, by: Actor, via: Via
) -> TemplateVersion:
    """Writes the next words of a template in a language. The same words again make no new version. `expected` is the
    version the writer began from (0: none); where another was written since, the writer hears of it.
    """
    template = _locked(template)
    if template.deleted_at:
        raise Refused(_("This template is in the bin. Restore it first."), code="deleted")
    subject, body = checked(template.kind, subject, body)
    newest = TemplateVersion.objects.filter(template=template, language=language).order_by("-version").first()
    if newest and (newest.subject, newest.body) == (subject, body):
        return newest
    if expected is not None and expected != (newest.version if newest else 0):
        raise Refused(
            _("Somebody changed this while you were writing. Nothing of yours is lost."), code="changed_meanwhile"
        )
    written = TemplateVersion.objects.create(
        template=template,
        language=_language(language),
        version=newest.version + 1 if newest else 1,
        subject=subject,
        body=body,
        created_by_kind=by.kind.value,
        created_by_id=by.id,
    )
    _record(Deed.TEMPLATE_WRITTEN, template, by, via, language=language, version=written.version)
    return written


@transaction.atomic
def add_template(*, kind: str, names: dict[str, str], copy_of: Template | None = None, by: Actor, via: Via) -> Template:
    """Adds a template of a kind, with the newest words of another where one is named; without words it is not offered."""
    if kind not in TemplateKind.values or kind in STAFF_KINDS or (copy_of and copy_of.kind != kind):
        raise Refused(_("Choose what the mail does."), code="unknown_kind", field="kind", status=422)
    names = _names(names)
    last = Template.objects.order_by("-rank").values_list("rank", flat=True).first() or 0
    made = Template.objects.create(key=_free_key(names), kind=kind, names=names, rank=last + RANK_STEP, is_active=True)
    _record(Deed.LIST_CREATED, made, by, via)
    if copy_of:
        for version in (
            TemplateVersion.objects.filter(template=copy_of).order_by("language", "-version").distinct("language")
        ):
            write_version(made, version.language, version.subject, version.body, by=by, via=via)
    return made


@transaction.atomic
def change_template(
    template: Template, *, names: dict[str, str] | None = None, is_active: bool | None = None, by: Actor, via: Via
) -> Template:
    """Changes what a template is called, or whether it is offered. A standard one is always offered."""
    template = _locked(template)
    if is_active is False and template.is_standard:
        raise Refused(_("A standard template stays. Change its words instead."), code="standard_item")
    told = {"names": _names(names) if names is not None else template.names}
    told["is_active"] = template.is_active if is_active is None else is_active
    changed = sorted(name for name, said in told.items() if getattr(template, name) != said)
    if changed:
        Template.objects.filter(pk=template.pk).update(**told)
        _record(Deed.LIST_CHANGED, template, by, via, fields=changed)
    template.refresh_from_db()
    return template


@transaction.atomic
def delete_template(template: Template, *, by: Actor, via: Via) -> Template:
    """Puts a template in the bin; what was written by it stays. Doing it twice changes nothing."""
    template = _locked(template)
    if template.is_standard:
        raise Refused(_("A standard template stays. Change its words instead."), code="standard_item")
    if template.deleted_at is None:
        template.deleted_at = now()
        template.save(update_fields=["deleted_at"])
        _record(Deed.LIST_DELETED, template, by, via)
    return template


@transaction.atomic
def restore_template(template: Template, *, by: Actor, via: Via) -> Template:
    """Takes a template out of the bin."""
    template = _locked(template)
    if template.deleted_at is not None:
        template.deleted_at = None
        template.save(update_fields=["deleted_at"])
        _record(Deed.LIST_RESTORED, template, by, via)
    return template


def checked(kind: str, subject: str, body: str) -> tuple[str, str]:
    """Subject and body as they may be kept, or a refusal that names field and line. The preview asks it too."""
    subject = one_line(subject)
    body = body.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not subject:
        raise Refused(_("Write a subject."), code="subject_missing", field="subject", status=422)
    if not body:
        raise Refused(_("Write the mail."), code="body_missing", field="body", status=422)
    if len(body.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Refused(_("The mail is too long: at most 20,000 bytes."), code="body_too_long", field="body", status=422)
    _check_variables(kind, subject, "subject", 0)
    for number, line in enumerate(body.split("\n"), start=1):
        _check_line(line, number)
        _check_variables(kind, line, "body", number)
    missing = parts.lacking(kind, body)
    if missing:
        told = ", ".join(f"{part.sentence} {{{part.variable}}}" for part in missing)
        is_link = missing[0].alone
        raise Refused(
            _("The mail lacks: %(what)s. A button stands on a line of its own.") % {"what": told}
            if is_link
            else _("The mail lacks: %(what)s.") % {"what": told},
            code="link_missing" if is_link else "part_missing",
            field="body",
            status=422,
        )
    return subject, body


def _check_line(line: str, number: int) -> None:
    found = fault_in(line)
    if found:
        told = FAULTS[found] % number
        raise Refused(told, code=found, field="body", status=422)


def _check_variables(kind: str, line: str, field: str, number: int) -> None:
    known = {variable.name for variable in variables.allowed(kind)}
    links = variables.links_of(kind)
    for name in VARIABLE.findall(line):
        where = {"name": name, "line": number}
        if name not in known:
            told = _("The subject has {%(name)s}, which is no variable of this mail.")
            told = told if field == "subject" else _("Line %(line)d has {%(name)s}, which is no variable of this mail.")
            raise Refused(told % where, code="unknown_variable", field=field, status=422)
        if name in links and (field == "subject" or not ALONE.match(line.strip())):
            told = _("{%(name)s} is a button: it stands on a line of its own, not in the subject.")
            raise Refused(told % where, code="button_in_text", field=field, status=422)
    rest = VARIABLE.sub(lambda found: " " * len(found[0]), line)
    at = next((place for place, letter in enumerate(rest) if letter in "{}"), None)
    if at is not None:
        raise _loose_brace(rest, at, field, number)


def _loose_brace(line: str, at: int, field: str, number: int) -> Refused:
    """A brace that belongs to no variable, named with its place; one that opens a variable says which."""
    opened = OPENED.match(line, at)
    where = {"line": number, "place": at + 1, "name": opened["name"] if opened else ""}
    if opened:
        told = _("The subject, character %(place)d: the variable {%(name)s has no closing brace.")
        told = (
            told
            if field == "subject"
            else _("Line %(line)d, character %(place)d: the variable {%(name)s has no closing brace.")
        )
        return Refused(told % where, code="unclosed_variable", field=field, status=422)
    told = _("The subject, character %(place)d: a brace that belongs to no variable.")
    told = told if field == "subject" else _("Line %(line)d, character %(place)d: a brace that belongs to no variable.")
    return Refused(told % where, code="unknown_variable", field=field, status=422)


def _names(names: dict[str, str]) -> dict[str, str]:
    kept = {language: one_line(name, field="names") for language, name in names.items() if name.strip()}
    if not kept or any(len(name) > LONGEST_NAME for name in kept.values()):
        raise Refused(
            _("Write a name of at most %d characters.") % LONGEST_NAME, code="name_missing", field="names", status=422
        )
    return kept


def _free_key(names: dict[str, str]) -> str:
    """A key made from the name; a clash gets a number."""
    name = names.get("en") or next(iter(names.values()))
    plain = unicodedata.normalize(
        "NFKD", name.replace("ø", "o").replace("Ø", "O").replace("æ", "ae").replace("Æ", "AE")
    )
    stem = re.sub(r"[^A-Z0-9]", "", plain.upper())[:50] or "TEMPLATE"
    taken = set(Template.objects.filter(key__startswith=stem).values_list("key", flat=True))
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}{number}"
    return key


def _language(language: str) -> str:
    if not (language.isascii() and language.isalpha() and language.islower() and len(language) in {2, 3}):
        raise Refused(
            _("“%s” is not a language code.") % language[:20], code="unknown_language", field="language", status=422
        )
    return language


def _locked(template: Template) -> Template:
    found: Template = Template.objects.select_for_update(of=("self",), no_key=True).get(pk=template.pk)
    return found


def _record(deed: Deed, template: Template, by: Actor, via: Via, **details: str | int | list[str]) -> None:
    record(deed, subject=Ref("mail_template", template.pk), by=by, via=via, key=template.key, **details)
