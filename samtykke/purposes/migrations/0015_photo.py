"""Whether photos of people are kept: not, until the company says what for. REQ-21, REQ-50."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("purposes", "0014_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="privacysettings",
            name="photos",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
