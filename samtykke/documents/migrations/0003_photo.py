"""The photo of a person. REQ-21."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import samtykke.core.fields

SEQUENCE, SEQUENCE_GONE = "CREATE SEQUENCE documents_photo_id_seq;", "DROP SEQUENCE documents_photo_id_seq;"
OWNED = "ALTER SEQUENCE documents_photo_id_seq OWNED BY documents_personphoto.id;"
# Dropped by itself together with its table otherwise, and then missed by the first operation.
UNOWNED = "ALTER SEQUENCE documents_photo_id_seq OWNED BY NONE;"


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0017_external_ids"),
        ("documents", "0002_words"),
    ]

    operations = [
        migrations.RunSQL(SEQUENCE, SEQUENCE_GONE),
        migrations.CreateModel(
            name="PersonPhoto",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=samtykke.core.fields.NextId(sequence="documents_photo_id_seq"), editable=False
                    ),
                ),
                ("picture", models.TextField()),
                ("actor_kind", models.CharField(max_length=16)),
                ("actor_id", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("removed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("person",),
                        name="documents_photo_one_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.text.Length("picture"), 200000
                            )
                        ),
                        name="documents_photo_picture",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OWNED, UNOWNED),
    ]
