"""One kind of mail more, and a third to whom one goes: whoever sent a form in and is no person yet. The old rows are checked
in the next one."""

from __future__ import annotations

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

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
    ("form", "Confirmation of a form"),
]
KNOWN = Q(kind__in=[kind for kind, _ in KINDS])
TO_ONE = (
    Q(person_id__isnull=False, user_id__isnull=True, intake_id__isnull=True)
    | Q(person_id__isnull=True, user_id__isnull=False, intake_id__isnull=True)
    | Q(person_id__isnull=True, user_id__isnull=True, intake_id__isnull=False)
)


class Migration(migrations.Migration):
    dependencies = [("mail", "0010_messages_and_tasks_texts")]

    operations = [
        migrations.AddField("mail", "intake_id", models.BigIntegerField(null=True)),
        migrations.RemoveConstraint(model_name="mail", name="mail_to_one"),
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
        AddConstraintNotValid(
            model_name="mail", constraint=models.CheckConstraint(condition=TO_ONE, name="mail_to_one")
        ),
        migrations.AddIndex(
            "mail",
            models.Index(fields=["intake_id"], name="mail_of_intake", condition=Q(intake_id__isnull=False)),
        ),
    ]
