"""Checks the rows of before against the kinds of now, and writes the three new mails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from samtykke.mail.seed import plant

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forwards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    later = frozenset({"form"})
    plant(apps.get_model("mail", "Template"), apps.get_model("mail", "TemplateVersion"), without=later)


class Migration(migrations.Migration):
    dependencies = [("mail", "0009_messages_and_tasks")]

    operations = [
        ValidateConstraint(model_name="mail", name="mail_mail_kind"),
        ValidateConstraint(model_name="template", name="mail_template_kind"),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
