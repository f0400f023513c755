from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_mail_right")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="has_shortcuts",
            field=models.BooleanField(db_default=True, default=True, verbose_name="Keyboard shortcuts"),
        )
    ]
