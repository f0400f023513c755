"""Runs of files, and what they leave to look at."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import samtykke.core.fields

SEQUENCES = """
CREATE SEQUENCE intake_heldanswer_id_seq;
CREATE SEQUENCE intake_possibleduplicate_id_seq;
"""
OWNED = """
ALTER SEQUENCE intake_heldanswer_id_seq OWNED BY intake_heldanswer.id;
ALTER SEQUENCE intake_possibleduplicate_id_seq OWNED BY intake_possibleduplicate.id;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("purposes", "0002_seed"),
    ]

    operations = [
        migrations.RunSQL(SEQUENCES, "DROP SEQUENCE intake_heldanswer_id_seq, intake_possibleduplicate_id_seq;"),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.TextField(blank=True, default="")),
                ("reading", models.JSONField(default=dict)),
                ("preset", models.CharField(blank=True, default="", max_length=20)),
                ("mapping", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                (
                    "strategy",
                    models.CharField(
                        choices=[
                            ("add", "Add always"),
                            ("fill", "Fill what is empty"),
                            ("replace", "Replace"),
                            ("skip", "Skip"),
                        ],
                        default="fill",
                        max_length=8,
                    ),
                ),
                ("whole", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("trying", "Being tried out"),
                            ("tried", "Tried out"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("cancelled", "Stopped"),
                            ("failed", "Failed"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("rows", models.BigIntegerField(default=0)),
                ("position", models.BigIntegerField(default=0)),
                ("cancel_asked_at", models.DateTimeField(null=True)),
                ("failure", models.JSONField(null=True)),
                ("inform_by", models.DateField(null=True)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("via", models.CharField(max_length=20)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("tidied_at", models.DateTimeField(null=True)),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="purposes.collectionpoint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.BigIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("refused", "Refused"),
                            ("held", "Held for review"),
                            ("possible_duplicate", "Possible duplicate"),
                            ("warning", "Note"),
                        ],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("detail", models.TextField(blank=True, default="")),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="problems", to="intake.importrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PossibleDuplicate",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=samtykke.core.fields.NextId(sequence="intake_possibleduplicate_id_seq"),
                        editable=False,
                    ),
                ),
                ("other_person_id", models.BigIntegerField()),
                ("run_id", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_kind", models.CharField(blank=True, default="", max_length=12)),
                ("settled_by_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run_id", "line"], name="intake_duplicate_of_run"),
                    models.Index(fields=["other_person_id"], name="intake_duplicate_other"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldAnswer",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.BigIntegerField()),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=samtykke.core.fields.NextId(sequence="intake_heldanswer_id_seq"), editable=False
                    ),
                ),
                ("run_id", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("code", models.CharField(max_length=40)),
                ("status", models.CharField(blank=True, default="", max_length=24)),
                ("occurred_at", models.DateTimeField(null=True)),
                ("precision", models.CharField(blank=True, default="", max_length=8)),
                ("evidence", models.TextField(blank=True, default="")),
                ("comment", models.TextField(blank=True, default="")),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by_kind", models.CharField(blank=True, default="", max_length=12)),
                ("settled_by_id", models.BigIntegerField(null=True)),
                (
                    "legal_basis",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.legalbasis",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.purpose",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.source",
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.wording",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["run_id", "line"], name="intake_held_of_run")],
            },
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["sha256"], name="intake_run_file"),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["received", "trying", "tried", "running", "done", "cancelled", "failed", "undoing", "undone"],
                    )
                ),
                name="intake_run_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("strategy__in", ["add", "fill", "replace", "skip"])), name="intake_run_strategy"
            ),
        ),
        migrations.AddIndex(
            model_name="importproblem",
            index=models.Index(fields=["run", "outcome", "line"], name="intake_problem_of_run"),
        ),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
    ]
