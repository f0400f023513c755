from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_keyboard_shortcuts")]
    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(fields=["at"], name="accounts_attempt_at"),
        )
    ]
