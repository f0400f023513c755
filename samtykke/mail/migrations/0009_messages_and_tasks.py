"""Three kinds of mail more: to one person, a reminder, a task. The old rows are checked in the next one."""

from __future__ import annotations

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

KINDS = [
    ("privacy", "Privacy confirmation"),
    ("link", "Own link"),
    ("confirmation", "Confirmation of a consent"),
    ("request", "Request for consent"),
    ("receipt", "Receipt"),
    ("password", "New password"),
    ("invitation", "Invitation to staff"),
    ("security", "Change to how somebody signs in"),
    ("approval", "Question to a second person"),
    ("decision", "Answer of a second person"),
    ("message", "E-mail to one person"),
    ("reminder", "Reminder of an activity"),
    ("task", "Task from a colleague"),
]
KNOWN = models.Q(kind__in=[kind for kind, _ in KINDS])


class Migration(migrations.Migration):
    dependencies = [("mail", "0008_second_person_texts")]

    operations = [
        migrations.RemoveConstraint(model_name="mail", name="mail_mail_kind"),
        migrations.RemoveConstraint(model_name="template", name="mail_template_kind"),
        *(
            migrations.AlterField(model_name=name, name="kind", field=models.CharField(choices=KINDS, max_length=16))
            for name in ("mail", "mailrun", "template")
        ),
        *(
            AddConstraintNotValid(
                model_name=name, constraint=models.CheckConstraint(condition=KNOWN, name=f"mail_{name}_kind")
            )
            for name in ("mail", "template")
        ),
    ]
