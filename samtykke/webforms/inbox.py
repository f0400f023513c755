"""A submission as a page shows it: who sent it, what they said, what they ticked, and what differs from what is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.contacts.queries import survivor_id
from samtykke.fields.models import Subject, UserField
from samtykke.intake import reasons
from samtykke.intake.differences import Difference, differences
from samtykke.intake.letters import wordings_of
from samtykke.intake.models import RecordState
from samtykke.intake.said import opened
from samtykke.purposes.models import CollectionPoint
from samtykke.webforms.models import FormVersion, WebForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.contacts.masking import Mask
    from samtykke.contacts.models import Person
    from samtykke.intake.models import IntakeRecord
    from samtykke.intake.said import Said

# Where a submission stands → the shape beside its word.
SHAPES = {
    RecordState.RECEIVED: ("wait", "todo"),
    RecordState.PENDING: ("wait", "requested"),
    RecordState.HELD: ("wait", "now"),
    RecordState.ACCEPTED: ("yes", "done"),
    RecordState.REFUSED: ("off", "ended"),
    RecordState.SPAM: ("off", "ended"),
    RecordState.EXPIRED: ("off", "expired"),
}


class InboxForm(forms.Form):
    """What narrows the inbox. Spam stands in a folder of its own."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("All but spam")), *RecordState.choices],
        required=False,
    )
    form = forms.ChoiceField(label=gettext_lazy("Form"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        forms_there = [(form.slug, form.name) for form in WebForm.objects.existing().in_order()]
        self.fields["form"].choices = [("", "–"), *forms_there]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Line:
    """A submission in a list."""

    record: IntakeRecord
    name: str
    address: Any
    place: str
    why: str
    tone: str
    shape: str
    person: Person | None


def lines_of(records: Iterable[IntakeRecord], people: dict[int, Person], mask: Mask) -> list[Line]:
    """Submissions as a list shows them; `people` are those the reader sees, by id."""
    return [_line(record, people, mask) for record in records]


def _line(record: IntakeRecord, people: dict[int, Person], mask: Mask) -> Line:
    said = opened(record)
    tone, shape = SHAPES[RecordState(record.state)]
    return Line(
        record=record,
        name=said.name if said is not None else "",
        address=mask.text("email", said.email) if said is not None else "",
        place=record.point.name,
        why=reasons.sentence(record.why),
        tone=tone,
        shape=shape,
        person=people.get(record.person_id or 0),
    )


def told_by(said: Said, mask: Mask) -> list[tuple[str, Any]]:
    """What was written, in words; what is covered for the reader is covered here too."""
    own = {field.key: field for field in UserField.objects.filter(subject=Subject.PERSON, key__in=said.own)}
    rows = [
        (_("Name"), said.name),
        (_("E-mail address"), mask.text("email", said.email)),
        (_("Phone"), mask.text("phone", said.phone)),
        (_("Title"), mask.text("title", said.title)),
        (_("Company"), mask.text("company", said.company)),
        *(
            (own[key].name, mask.text(own[key].known_key, _joined(value)))
            for key, value in said.own.items()
            if key in own
        ),
        *said.texts.items(),
    ]
    return [(label, value) for label, value in rows if value]


def _joined(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def asked_by(said: Said) -> list[tuple[str, str, bool]]:
    """Each box that stood there: purpose, words, and whether it was ticked."""
    from samtykke.purposes.models import Wording

    ticked = {wording.purpose.key for wording in wordings_of(said)}
    shown = Wording.objects.filter(pk__in=said.offered.values()).select_related("purpose")
    return [(one.purpose.name, one.text, one.purpose.key in ticked) for one in shown.order_by("purpose__rank", "pk")]


def version_of(said: Said) -> FormVersion | None:
    """The version that was shown."""
    return FormVersion.objects.select_related("form").filter(pk=said.version).first() if said.version else None


def differing(record: IntakeRecord, said: Said, mask: Mask) -> list[Difference]:
    """What waits for somebody to choose, without what is covered for them."""
    if record.state != RecordState.HELD or record.why != "differs" or record.person_id is None:
        return []
    found = differences(survivor_id(record.person_id), said)
    return [one for one in found if not mask.hides(one.known)]


def point_of(slug: str) -> CollectionPoint | None:
    """The place that a form stands for."""
    return CollectionPoint.objects.filter(kind="form", key=slug).first()
