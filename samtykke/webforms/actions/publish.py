"""Publishing a form: only where no lint has anything to say. REQ-12, 13, 35."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.refused import Refused
from samtykke.purposes.queries import purpose_by_key
from samtykke.webforms.actions.forms import locked, save
from samtykke.webforms.definition import as_json, read
from samtykke.webforms.lints import lints_of, wording_in
from samtykke.webforms.models import FormVersion
from samtykke.webforms.queries import newest_version

if TYPE_CHECKING:
    from samtykke.core.actors import Actor, Via
    from samtykke.webforms.definition import Definition, Field
    from samtykke.webforms.lints import Lint
    from samtykke.webforms.models import WebForm


class Unlawful(Refused):
    """The form may not be published: `lints` says why, each with its code, sentence and field."""

    def __init__(self, lints: list[Lint]) -> None:
        first = lints[0]
        more = _(" And %d more.") % (len(lints) - 1) if len(lints) > 1 else ""
        super().__init__(first.sentence + more, code=first.code, field=first.field or None)
        self.lints = lints


@transaction.atomic
def publish_form(form: WebForm, *, expected: int | None = None, by: Actor, via: Via) -> FormVersion:
    """Publishes the draft as the next version, with the words of each box as they are now. What is the same already stays.

    Raises `Unlawful` with everything that is in the way, and 409 where the form is retired.
    """
    form = locked(form, expected)
    if form.point.retired_at is not None:
        raise Refused(_("This form is retired. Take it into use again first."), code="point_retired")
    definition = read(form.draft)
    found = lints_of(form, definition)
    if found:
        raise Unlawful(found)
    told = as_json(with_words(definition))
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    newest = newest_version(form)
    if newest is not None and newest.text_hash == digest:
        return newest
    form.published += 1
    version = FormVersion.objects.create(
        form=form,
        number=form.published,
        definition=told,
        languages=list(definition.languages),
        text_hash=digest,
        published_by_kind=by.kind.value,
        published_by_id=by.id,
    )
    save(form, "published")
    record(Deed.FORM_PUBLISHED, subject=Ref("form", form.pk), by=by, via=via, form=form.slug, version=version.number)
    return version


def with_words(definition: Definition) -> Definition:
    """The definition with the newest words of each box: what people would see if it were published now."""
    fields = (_worded(one, definition) if one.kind == "consent" else one for one in definition.fields)
    return replace(definition, fields=tuple(fields))


def _worded(box: Field, definition: Definition) -> Field:
    purpose = purpose_by_key(box.purpose)
    found = {language: wording_in(purpose, language) for language in definition.languages}
    return replace(box, wordings={language: wording.pk for language, wording in found.items() if wording})
