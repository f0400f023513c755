"""Finding forms, what people see of them, and the words of their boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.purposes.models import Purpose, Wording
from samtykke.webforms.definition import read
from samtykke.webforms.models import FormVersion, WebForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.webforms.definition import Definition


def form_by_slug(slug: str) -> WebForm | None:
    """The form at an address, whatever its state but in the bin."""
    return None if "\x00" in slug else WebForm.objects.existing().in_order().filter(slug=slug).first()


def newest_version(form: WebForm) -> FormVersion | None:
    """What people see now."""
    return FormVersion.objects.filter(form=form).order_by("-number").first()


def version_of(form: WebForm, pk: int) -> FormVersion | None:
    """A version of this form, also an older one: whoever opened the page saw it."""
    return FormVersion.objects.filter(form=form, pk=pk).first()


def definition_of(version: FormVersion) -> Definition:
    """What a version consists of."""
    return read(version.definition)


def wordings_of(ids: Iterable[int]) -> dict[int, Wording]:
    """Wordings by id, with their purposes."""
    return {one.pk: one for one in Wording.objects.filter(pk__in=set(ids)).select_related("purpose")}


def told_of(form: WebForm, definition: Definition) -> list[tuple[Purpose, str]]:
    """What the data are used for: the purpose people are held for, with the legal basis, then each that has a box. Art. 13(1)(c)."""
    point = form.point
    held = [(point.purpose, point.legal_basis.name if point.legal_basis else "")] if point.purpose else []
    keys = [box.purpose for box in definition.boxes]
    asked = Purpose.objects.existing().filter(key__in=keys).order_by("rank", "id")
    return [*held, *((purpose, "") for purpose in asked)]
