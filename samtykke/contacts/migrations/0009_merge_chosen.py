from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0008_owner"),
    ]

    operations = [
        migrations.AddField(
            model_name="merge",
            name="chosen",
            field=models.JSONField(db_default=Value({}, models.JSONField()), default=dict, editable=False),
        ),
    ]
