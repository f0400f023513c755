"""What waits for the person's own yes, and scans of consents given on paper. REQ-14, REQ-18."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models

import samtykke.core.fields

SEQUENCES = """
CREATE SEQUENCE consents_confirmation_id_seq;
CREATE SEQUENCE consents_evidencefile_id_seq;
"""
SEQUENCES_GONE = "DROP SEQUENCE consents_confirmation_id_seq, consents_evidencefile_id_seq"
OWNED = """
ALTER SEQUENCE consents_confirmation_id_seq OWNED BY consents_confirmation.id;
ALTER SEQUENCE consents_evidencefile_id_seq OWNED BY consents_evidencefile.id;
"""
# Dropped by themselves together with their tables otherwise, and then missed by the first operation.
UNOWNED = OWNED.replace("consents_confirmation.id", "NONE").replace("consents_evidencefile.id", "NONE")


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0003_guards"),
        ("contacts", "0004_seed"),
        ("purposes", "0003_source_template"),
    ]

    operations = [
        migrations.RunSQL(SEQUENCES, SEQUENCES_GONE),
        migrations.CreateModel(
            name="ConfirmationLink",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "token_hash", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("confirmation_id", models.BigIntegerField()),
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
        ),
        migrations.CreateModel(
            name="Confirmation",
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
                        db_default=samtykke.core.fields.NextId(sequence="consents_confirmation_id_seq"), editable=False
                    ),
                ),
                ("email_id", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("expires_at", models.DateTimeField()),
                (
                    "act_by",
                    models.CharField(choices=[("person", "the person"), ("controller", "the company")], max_length=10),
                ),
                ("asked_via", models.CharField(max_length=20)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("mail_id", models.BigIntegerField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="confirmations",
                        to="contacts.person",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.purpose",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.wording",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("confirmed_at__isnull", True)),
                        fields=["created_at"],
                        name="consents_unconfirmed_since",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceFile",
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
                        db_default=samtykke.core.fields.NextId(sequence="consents_evidencefile_id_seq"), editable=False
                    ),
                ),
                ("event_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("type", models.CharField(max_length=20)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
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
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ["application/pdf", "image/png", "image/jpeg"])),
                        name="consents_file_type",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("size__gte", 1),
                            ("size__lte", 5242880),
                            ("size", django.db.models.functions.text.Length("content")),
                        ),
                        name="consents_file_size",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OWNED, UNOWNED),
    ]
