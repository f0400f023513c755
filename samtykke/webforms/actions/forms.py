"""Forms made and changed. What people see changes only when a version is published. M12, M17."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.clock import now
from samtykke.core.refused import Refused
from samtykke.purposes.actions import describe_point, retire_point
from samtykke.purposes.queries import collection_point, source_by_key
from samtykke.webforms.definition import as_json, read
from samtykke.webforms.models import (
    LONGEST_ADDRESS,
    LONGEST_SLUG,
    MOST_LINK_DAYS,
    SLOWEST,
    SLUG_PATTERN,
    Unknown,
    WebForm,
)

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via

# What is said of a form beside its definition; the first four are kept at its collection point.
FACTS: Final[tuple[str, ...]] = ("names", "purpose", "legal_basis", "owner_id")
OWN: Final = (
    "allowed_origins",
    "redirects",
    "redirect_to",
    "unknown",
    "double_opt_in",
    "link_days",
    "slowest",
    "style",
)
MOST_PLACES: Final = 50
FONTS: Final = ("own", "page")
COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
# The darker of the two light papers, and how far words must stand out from it.
PAPER, READABLE = "#f8f6f2", 4.5
LOCAL: Final = frozenset({"localhost", "127.0.0.1"})


@transaction.atomic
def create_form(slug: str, *, definition: Any = None, by: Actor, via: Via, **told: Any) -> WebForm:
    """Makes a form with its collection point (kind `form`, the slug as key; source WEBFORM). Nobody sees it before it is published.

    `told`: `names, purpose, legal_basis, owner_id`, kept at the point, and what `change_form` takes.
    """
    slug = slug.strip().lower()
    if len(slug) > LONGEST_SLUG or not re.fullmatch(SLUG_PATTERN, slug):
        raise Refused(_("Write small letters, digits and hyphens."), code="invalid_slug", field="slug", status=422)
    if WebForm.objects.filter(slug=slug).exists():
        raise _taken(slug)
    point = collection_point("form", slug, told.get("names"))
    facts: dict[str, Any] = {name: told.pop(name) for name in FACTS if name in told} | {
        "source": source_by_key("WEBFORM")
    }
    form = WebForm(slug=slug, point=describe_point(point, facts=facts, by=by, via=via))
    _fill(form, told)
    form.draft = as_json(read(definition or {}))
    try:
        with transaction.atomic():
            form.save(force_insert=True)
    except IntegrityError as error:
        raise _taken(slug) from error
    _record(Deed.FORM_CREATED, form, by, via)
    return form


@transaction.atomic
def change_form(form: WebForm, *, changes: dict[str, Any], expected: int | None = None, by: Actor, via: Via) -> WebForm:
    """Changes what is said of a form beside its definition: `names, purpose, legal_basis, owner_id, allowed_origins, redirects,
    redirect_to, unknown, double_opt_in, link_days, slowest, style`. It holds at once.

    `expected`: the edition that was read; another by now is refused.
    """
    form = locked(form, expected)
    facts = {name: changes[name] for name in FACTS if name in changes}
    if facts:
        form.point = describe_point(form.point, facts=facts, by=by, via=via)
    own = {name: said for name, said in changes.items() if name not in FACTS}
    before = {name: getattr(form, name) for name in OWN}
    _fill(form, own)
    changed = sorted(name for name in OWN if getattr(form, name) != before[name])
    if changed:
        save(form, *changed)
        _record(Deed.FORM_CHANGED, form, by, via, fields=changed)
    return form


@transaction.atomic
def write_draft(form: WebForm, *, definition: Any, expected: int | None = None, by: Actor, via: Via) -> WebForm:
    """Keeps a definition as the draft; people go on seeing what was published. It may be unlawful, and never malformed (422)."""
    form = locked(form, expected)
    told = as_json(read(definition))
    if told != form.draft:
        form.draft = told
        save(form, "draft")
        _record(Deed.FORM_CHANGED, form, by, via, fields=["draft"])
    return form


@transaction.atomic
def retire_form(form: WebForm, *, by: Actor, via: Via) -> WebForm:
    """Takes a form out of use: it answers kindly and takes nothing. What was sent stays; twice changes nothing."""
    return _retire(form, Deed.FORM_RETIRED, is_retired=True, by=by, via=via)


@transaction.atomic
def restore_form(form: WebForm, *, by: Actor, via: Via) -> WebForm:
    """Takes a form into use again, as it was last published."""
    return _retire(form, Deed.FORM_RESTORED, is_retired=False, by=by, via=via)


def _retire(form: WebForm, deed: Deed, *, is_retired: bool, by: Actor, via: Via) -> WebForm:
    form = locked(form)
    if (form.point.retired_at is not None) != is_retired:
        form.point = retire_point(form.point, is_retired=is_retired, by=by, via=via)
        _record(deed, form, by, via)
    return form


def locked(form: WebForm, expected: int | None = None) -> WebForm:
    """The form as it is now, held; refuses when another edition than the expected one stands there."""
    rows = WebForm.objects.in_order().select_for_update(of=("self",), no_key=True)
    found: WebForm = rows.get(pk=form.pk)
    if expected is not None and expected != found.edition:
        raise Refused(_("Somebody changed this since you opened it."), code="changed_meanwhile")
    return found


def save(form: WebForm, *changed: str) -> None:
    """Writes what changed, as a new edition."""
    form.edition += 1
    form.changed_at = now()
    form.save(update_fields=[*changed, "edition", "changed_at"])


def _fill(form: WebForm, told: dict[str, Any]) -> None:
    if set(told) - set(OWN):
        raise TypeError(f"a form has no {', '.join(sorted(set(told) - set(OWN)))}")
    for name, said in told.items():
        setattr(form, name, _cleaned(name, said))
    if form.redirect_to and form.redirect_to not in form.redirects:
        raise Refused(
            _("The address afterwards is not among the allowed ones."),
            code="redirect_not_allowed",
            field="redirect_to",
            status=422,
        )


def _cleaned(name: str, said: Any) -> Any:
    match name:
        case "allowed_origins":
            return _places(name, said, _origin)
        case "redirects":
            return _places(name, said, _address)
        case "redirect_to":
            return _address(name, said) if said else ""
        case "unknown":
            if said not in Unknown.values:
                raise _wrong(name, _("Choose one of those on offer."))
            return str(said)
        case "link_days":
            return None if said is None else _within(name, said, 1, MOST_LINK_DAYS)
        case "slowest":
            return _within(name, said, 0, SLOWEST)
        case "style":
            return _style(said)
    return bool(said)


def _places(name: str, said: Any, each: Any) -> list[str]:
    if not isinstance(said, list | tuple) or len(said) > MOST_PLACES:
        raise _wrong(name, _("At most %d.") % MOST_PLACES)
    return list(dict.fromkeys(each(name, one) for one in said))


def _origin(name: str, said: Any) -> str:
    """A web address without a path: `https://www.fjordlys.example`."""
    parts = _parts(name, said)
    host = (parts.hostname or "").lower()
    if parts.path.strip("/") or parts.query or parts.username or (parts.scheme != "https" and host not in LOCAL):
        raise _wrong(name, _("Write the beginning of the address alone, like https://www.company.example."))
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _address(name: str, said: Any) -> str:
    parts = _parts(name, said)
    if parts.scheme != "https" and (parts.hostname or "") not in LOCAL:
        raise _wrong(name, _("Write an address that begins with https://."))
    return str(said).strip()


def _parts(name: str, said: Any) -> Any:
    text = str(said).strip()
    wrong = _wrong(name, _("Write an address that begins with https://."))
    if len(text) > LONGEST_ADDRESS or re.search(r"[\s<>\"'\\\x00-\x1f]", text):
        raise wrong
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise wrong
    return parts


def _within(name: str, said: Any, least: int, most: int) -> int:
    if isinstance(said, bool) or not isinstance(said, int) or not least <= said <= most:
        raise _wrong(name, _("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most})
    return said


def _style(said: Any) -> dict[str, str]:
    told = said if isinstance(said, dict) else {"?": ""}
    accent, font = told.get("accent", ""), told.get("font", "own")
    if set(told) - {"accent", "font"} or font not in FONTS or (accent and not COLOUR.fullmatch(str(accent).lower())):
        raise _wrong("style", _("Write a colour like #0b5a75."))
    if accent and contrast(str(accent).lower()) < READABLE:
        raise _wrong("style", _("This colour is too light to be read on a light page, and to carry white words."))
    return {**({"accent": accent.lower()} if accent else {}), "font": font}


def contrast(colour: str) -> float:
    """How far a colour stands out from the paper of our pages, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    dark, light = sorted((_luminance(colour), _luminance(PAPER)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(sentence, code="invalid", field=name, status=422)


def _taken(slug: str) -> Refused:
    return Refused(_("There is a form “%s” already.") % slug, code="slug_taken", field="slug")


def _record(deed: Deed, form: WebForm, by: Actor, via: Via, **details: list[str] | int) -> None:
    record(deed, subject=Ref("form", form.pk), by=by, via=via, form=form.slug, **details)
