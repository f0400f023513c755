from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # An index on the table of people is built while people go on working.
    atomic = False

    dependencies = [
        ("contacts", "0005_link_address"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True), ("from_person", False), ("informed_at__isnull", True)),
                fields=["inform_by", "id"],
                name="contacts_person_duty",
            ),
        ),
        RemoveIndexConcurrently(
            model_name="person",
            name="contacts_person_to_inform",
        ),
    ]
