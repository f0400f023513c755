from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0005_link_address"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True), ("from_person", False), ("informed_at__isnull", True)),
                fields=["inform_by", "id"],
                name="contacts_person_duty",
            ),
        ),
        migrations.RemoveIndex(
            model_name="person",
            name="contacts_person_to_inform",
        ),
    ]
