"""What staff write about activities: parsed and checked, no rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.accounts.models import User
from samtykke.accounts.queries import company_zone
from samtykke.activities.models import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    Activity,
    ActivityKind,
    ActivityStatus,
    Direction,
    Outcome,
)
from samtykke.contacts.forms import UserChoice
from samtykke.contacts.queries import companies_named
from samtykke.core.clock import start_of_day
from samtykke.core.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.contacts.models import Company

# How long before it begins, or before the day it is due, one is reminded; in minutes.
REMINDERS: Final = (
    ("", gettext_lazy("No reminder")),
    ("0", gettext_lazy("When it begins")),
    ("15", gettext_lazy("15 minutes before")),
    ("60", gettext_lazy("One hour before")),
    ("1440", gettext_lazy("One day before")),
)
# A task is due on a day: its reminder comes in the morning.
MORNING: Final = timedelta(hours=8)
# What may be written by hand: a mail is written from the card of a person.
BY_HAND: Final = [(kind.value, kind.label) for kind in ActivityKind if kind != ActivityKind.MAIL]


class UsersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the staff, by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.name


class QuickCallForm(forms.Form):
    """A call in one line: how it went, who called, and a few words."""

    outcome = forms.ChoiceField(label=gettext_lazy("How it went"), choices=Outcome.choices, initial=Outcome.REACHED)
    direction = forms.ChoiceField(
        label=gettext_lazy("Who called"), choices=Direction.choices, initial=Direction.OUTGOING
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"), required=False, max_length=LONGEST_TEXT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class QuickTaskForm(forms.Form):
    """A task in one line."""

    title = forms.CharField(
        label=gettext_lazy("What is to be done"), max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    due_on = forms.DateField(
        label=gettext_lazy("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class MailForm(forms.Form):
    """One e-mail to one person: what it is for, to which address, and the words."""

    purpose = forms.ChoiceField(label=gettext_lazy("What it is for"), widget=forms.RadioSelect)
    address = forms.ChoiceField(label=gettext_lazy("To"))
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What you write"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 10})
    )

    def __init__(
        self, *args: Any, purposes: list[tuple[str, str]], addresses: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
        self.fields["address"].choices = addresses  # type: ignore[attr-defined]


class ActivityForm(forms.Form):
    """Everything about an activity. A task has the day it is due, the others have times in the company's zone."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    sale = forms.IntegerField(widget=forms.HiddenInput, required=False)
    project = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=BY_HAND, initial=ActivityKind.MEETING)
    title = forms.CharField(label=gettext_lazy("Heading"), max_length=LONGEST_TITLE, required=False)
    day = forms.DateField(
        label=gettext_lazy("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("For a task: the day it is due."),
    )  # fmt: skip
    begins = forms.TimeField(
        label=gettext_lazy("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=gettext_lazy("To"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Where it goes over several days."),
    )  # fmt: skip
    all_day = forms.BooleanField(label=gettext_lazy("All day"), required=False)
    direction = forms.ChoiceField(
        label=gettext_lazy("Who called"), choices=[("", "–"), *Direction.choices], required=False
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it went"), choices=[("", "–"), *Outcome.choices], required=False,
        help_text=gettext_lazy("Of a call."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    owner = UserChoice(
        label=gettext_lazy("Whose it is"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )
    users = UsersField(
        label=gettext_lazy("Colleagues who take part"), queryset=User.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    company_name = forms.CharField(
        label=gettext_lazy("Company"), required=False, max_length=500,
        help_text=gettext_lazy("Empty: the company of those who take part."),
    )  # fmt: skip
    remind = forms.ChoiceField(label=gettext_lazy("Reminder by e-mail"), choices=REMINDERS, required=False)
    is_done = forms.BooleanField(label=gettext_lazy("It is done already"), required=False)

    def __init__(self, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity
        attending = activity.attendants.values_list("user_id", flat=True) if activity else []
        staff = User.objects.active() | User.objects.filter(
            pk__in=[*attending, activity.owner_id if activity else None]
        )
        for name in ("owner", "users"):
            self.fields[name].queryset = staff.order_by("name", "pk")  # type: ignore[attr-defined]
        if activity is not None:
            del self.fields["kind"], self.fields["is_done"], self.fields["sale"], self.fields["project"]
            if activity.kind != ActivityKind.CALL:
                del self.fields["outcome"], self.fields["direction"]

    @property
    def of_kind(self) -> str:
        """The kind that is written, or was."""
        return self.activity.kind if self.activity else str(self.cleaned_data.get("kind") or "")

    def told(self) -> dict[str, Any]:
        """What the action is told."""
        said = self.cleaned_data
        owner = said["owner"]
        told: dict[str, Any] = {"title": said["title"], "text": said["text"], "owner_id": owner.pk if owner else None}
        told |= self._times()
        if self.of_kind == ActivityKind.CALL:
            told |= {"direction": said.get("direction", ""), "outcome": said.get("outcome", "")}
        told |= self._company()
        told["remind_at"] = self._reminder(told)
        return told

    @property
    def status(self) -> str:
        """Where a new one stands: a note is written down, the others are planned unless they are done."""
        is_done = self.cleaned_data.get("is_done") or self.of_kind == ActivityKind.NOTE
        return ActivityStatus.DONE if is_done else ActivityStatus.PLANNED

    @property
    def user_ids(self) -> list[int]:
        """The colleagues who take part."""
        return [user.pk for user in self.cleaned_data["users"]]

    def _times(self) -> dict[str, Any]:
        said, zone = self.cleaned_data, company_zone()
        day = said["day"]
        if self.of_kind == ActivityKind.TASK:
            return {"due_on": day, "starts_at": None, "ends_at": None, "all_day": False}
        if day is None:
            if said["begins"] is not None:
                raise Refused(_("Say on which day."), code="day_missing", field="day", status=422)
            return {"starts_at": None, "ends_at": None, "all_day": False} if self.activity else {}
        last = said["last_day"] or day
        _refuse_far(day, last)
        if said["all_day"] or said["begins"] is None:
            ends = start_of_day(last + timedelta(days=1), zone)
            return {"starts_at": start_of_day(day, zone), "ends_at": ends, "all_day": True}
        starts = datetime.combine(day, said["begins"], tzinfo=zone)
        ends_at = datetime.combine(last, said["ends"], tzinfo=zone) if said["ends"] else None
        return {"starts_at": starts, "ends_at": ends_at, "all_day": False}

    def _company(self) -> dict[str, Any]:
        name = self.cleaned_data["company_name"].strip()
        stands = self.activity.company if self.activity else None
        if not name:
            return {"company": None} if stands else {}
        if stands is not None and stands.name == name:
            return {}
        return {"company": _company_named(name)}

    def _reminder(self, told: dict[str, Any]) -> datetime | None:
        minutes = self.cleaned_data["remind"]
        if not minutes:
            return None
        if told.get("due_on"):
            begins = start_of_day(told["due_on"], company_zone()) + MORNING
        elif told.get("starts_at"):
            begins = told["starts_at"] + (MORNING if told["all_day"] else timedelta())
        else:
            raise Refused(_("Say on which day."), code="day_missing", field="day", status=422)
        return begins - timedelta(minutes=int(minutes))

    @classmethod
    def initial_of(cls, activity: Activity, users: Iterable[int]) -> dict[str, Any]:
        """The form's values for an activity we hold."""
        zone = company_zone()
        starts = activity.starts_at.astimezone(zone) if activity.starts_at else None
        ends = activity.ends_at.astimezone(zone) if activity.ends_at else None
        last = (ends - timedelta(microseconds=1)).date() if ends else None
        return {
            "version": activity.version, "title": activity.title, "text": activity.text,
            "day": activity.due_on or (starts.date() if starts else None),
            "begins": starts.time() if starts and not activity.all_day else None,
            "ends": ends.time() if ends and not activity.all_day else None,
            "last_day": last if starts and last != starts.date() else None,
            "all_day": activity.all_day, "direction": activity.direction, "outcome": activity.outcome,
            "owner": activity.owner_id, "users": list(users),
            "company_name": activity.company.name if activity.company else "",
            "remind": _reminder_of(activity),
        }  # fmt: skip

    def renew(self, version: int) -> None:
        """The form as it was sent, knowing the newest version."""
        sent: Any = self.data
        self.data = sent.copy()
        self.data["version"] = str(version)  # type: ignore[index]


def _refuse_far(*days: Any) -> None:
    """A year that no time can be made of in another zone."""
    for day in days:
        if not 1900 <= day.year <= 2200:
            raise Refused(_("Choose a day between 1900 and 2200."), code="day_too_far", field="day", status=422)


def _reminder_of(activity: Activity) -> str:
    """The choice that leads to the reminder of an activity, else the nearest one."""
    if activity.remind_at is None:
        return ""
    begins = start_of_day(activity.due_on, company_zone()) + MORNING if activity.due_on else activity.starts_at
    if begins is None:
        return ""
    if activity.all_day:
        begins += MORNING
    minutes = int((begins - activity.remind_at).total_seconds() // 60)
    return min((value for value, _word in REMINDERS if value), key=lambda value: abs(int(value) - minutes))


def _company_named(name: str) -> Company:
    """The one company of this name."""
    found = [one for one in companies_named(name).order_by("id")[:20] if one.name.casefold() == name.casefold()]
    if not found:
        raise Refused(
            _("There is no company of this name. Register it first."), code="unknown_company", field="company_name",
            status=422,
        )  # fmt: skip
    return found[0]
