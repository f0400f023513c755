from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0007_category_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="owner_id",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("owner_id__isnull", False)),
                fields=["owner_id", "sort_key", "id"],
                name="contacts_person_owner",
            ),
        ),
    ]
