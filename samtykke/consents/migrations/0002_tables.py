import django.db.models.deletion
from django.db import migrations, models

import samtykke.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consents", "0001_functions"),
        ("contacts", "0003_search"),
        ("purposes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentEvidence",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "event_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.BigIntegerField()),
                ("salt", models.BinaryField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("double_opt_in", "Double opt-in"),
                            ("web_form", "Web form"),
                            ("paper", "Signed paper"),
                            ("recording", "Recording"),
                            ("portal", "The person's own page"),
                            ("email", "E-mail"),
                            ("note", "Note by staff"),
                            ("import", "Imported proof"),
                            ("sale", "Sale"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("reference", models.TextField(blank=True, default="")),
                ("text", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField(null=True)),
                ("place", models.TextField(blank=True, default="")),
                ("comment", models.TextField(blank=True, default="")),
                ("shown_text", models.TextField(blank=True, default="")),
                ("facts", models.JSONField(null=True)),
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
            name="Objection",
            fields=[
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(editable=False)),
                (
                    "act_by",
                    models.CharField(choices=[("person", "the person"), ("controller", "the company")], max_length=10),
                ),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("via", models.CharField(max_length=20)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=samtykke.core.fields.NextId(sequence="consents_objection_id_seq"), editable=False
                    ),
                ),
                ("kind", models.CharField(choices=[("made", "Made"), ("voided", "Voided")], max_length=8)),
                ("voids_id", models.BigIntegerField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="objections",
                        to="contacts.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(editable=False)),
                (
                    "act_by",
                    models.CharField(choices=[("person", "the person"), ("controller", "the company")], max_length=10),
                ),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("via", models.CharField(max_length=20)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=samtykke.core.fields.NextId(sequence="consents_restriction_id_seq"), editable=False
                    ),
                ),
                ("kind", models.CharField(choices=[("set", "Set"), ("lifted", "Lifted")], max_length=8)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="restrictions",
                        to="contacts.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField(editable=False)),
                (
                    "act_by",
                    models.CharField(choices=[("person", "the person"), ("controller", "the company")], max_length=10),
                ),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("via", models.CharField(max_length=20)),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("key_id", models.CharField(max_length=16)),
                ("reach", models.CharField(choices=[("marketing", "Marketing"), ("all", "All")], max_length=10)),
                ("kind", models.CharField(choices=[("set", "Set"), ("lifted", "Lifted")], max_length=8)),
            ],
            options={
                "indexes": [models.Index(fields=["fingerprint"], name="consents_suppression_hash")],
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
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
                        db_default=samtykke.core.fields.NextId(sequence="consents_consentevent_id_seq"), editable=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Asked"),
                            ("pending_confirmation", "Awaiting confirmation"),
                            ("given", "Given"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                            ("invalidated", "Not valid"),
                            ("in_force", "In force"),
                            ("objected", "Objected"),
                            ("ended", "Ended"),
                            ("unknown", "Not known"),
                        ],
                        max_length=24,
                    ),
                ),
                ("article", models.CharField(blank=True, default="", max_length=1)),
                ("via", models.CharField(max_length=20)),
                (
                    "act_by",
                    models.CharField(choices=[("person", "the person"), ("controller", "the company")], max_length=10),
                ),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("precision", models.CharField(default="instant", max_length=8)),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("shown_hash", models.CharField(blank=True, default="", max_length=64)),
                ("scope", models.IntegerField(default=1)),
                ("email_id", models.BigIntegerField(null=True)),
                ("phone_id", models.BigIntegerField(null=True)),
                ("channels", models.CharField(blank=True, default="", max_length=40)),
                ("expires_at", models.DateTimeField(null=True)),
                ("permission", models.CharField(blank=True, default="", max_length=20)),
                (
                    "evidence_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("double_opt_in", "Double opt-in"),
                            ("web_form", "Web form"),
                            ("paper", "Signed paper"),
                            ("recording", "Recording"),
                            ("portal", "The person's own page"),
                            ("email", "E-mail"),
                            ("note", "Note by staff"),
                            ("import", "Imported proof"),
                            ("sale", "Sale"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("voids_id", models.BigIntegerField(null=True)),
                ("run_id", models.BigIntegerField(null=True)),
                ("commitment", models.BinaryField(max_length=32)),
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="contacts.person",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.collectionpoint",
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
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "requested",
                                    "pending_confirmation",
                                    "given",
                                    "refused",
                                    "withdrawn",
                                    "expired",
                                    "invalidated",
                                    "in_force",
                                    "objected",
                                    "ended",
                                    "unknown",
                                ],
                            )
                        ),
                        name="consents_event_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("article", "a"),
                                ("status__in", ["given", "refused", "withdrawn", "requested", "pending_confirmation"]),
                            ),
                            models.Q(("status__in", ["in_force", "ended"]), ("article__in", ["b", "c", "d", "e", "f"])),
                            ("status__in", ["objected", "expired", "invalidated", "unknown"]),
                            _connector="OR",
                        ),
                        name="consents_event_status_fits_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article", ""), ("legal_basis__isnull", True)),
                            models.Q(("article__in", ["a", "b", "c", "d", "e", "f"]), ("legal_basis__isnull", False)),
                            _connector="OR",
                        ),
                        name="consents_event_article_of_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act_by__in", ["person", "controller"])), name="consents_event_act_by"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("channels__regex", "^((email|phone|post|sms)(,(email|phone|post|sms))*)?$")
                        ),
                        name="consents_event_channels",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "invalidated"), ("voids_id__isnull", False)),
                            models.Q(models.Q(("status", "invalidated"), _negated=True), ("voids_id__isnull", True)),
                            _connector="OR",
                        ),
                        name="consents_event_voids",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "given"), _negated=True),
                            models.Q(
                                models.Q(("evidence_kind", ""), _negated=True),
                                models.Q(
                                    ("wording__isnull", False),
                                    models.Q(("shown_hash", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="consents_event_given_is_shown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("permission", ""),
                            models.Q(("article", "f"), ("permission", "existing_customer"), ("status", "in_force")),
                            _connector="OR",
                        ),
                        name="consents_event_permission",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("occurred_at__lte", models.F("recorded_at"))),
                        name="consents_event_not_in_the_future",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id", "purpose_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "Asked"),
                            ("pending_confirmation", "Awaiting confirmation"),
                            ("given", "Given"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                            ("invalidated", "Not valid"),
                            ("in_force", "In force"),
                            ("objected", "Objected"),
                            ("ended", "Ended"),
                            ("unknown", "Not known"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "pending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requested", "Asked"),
                            ("pending_confirmation", "Awaiting confirmation"),
                            ("given", "Given"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("expired", "Expired"),
                            ("invalidated", "Not valid"),
                            ("in_force", "In force"),
                            ("objected", "Objected"),
                            ("ended", "Ended"),
                            ("unknown", "Not known"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                ("article", models.CharField(blank=True, default="", max_length=1)),
                (
                    "act_by",
                    models.CharField(choices=[("person", "the person"), ("controller", "the company")], max_length=10),
                ),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("via", models.CharField(max_length=20)),
                ("occurred_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("event_person_id", models.BigIntegerField()),
                ("event_id", models.BigIntegerField()),
                ("shown_hash", models.CharField(blank=True, default="", max_length=64)),
                ("scope", models.IntegerField(default=1)),
                ("email_id", models.BigIntegerField(null=True)),
                ("phone_id", models.BigIntegerField(null=True)),
                ("channels", models.CharField(blank=True, default="", max_length=40)),
                ("expires_at", models.DateTimeField(null=True)),
                ("permission", models.CharField(blank=True, default="", max_length=20)),
                ("evidence_kind", models.CharField(blank=True, default="", max_length=16)),
                ("own_yes_at", models.DateTimeField(null=True)),
                ("own_opt_in_at", models.DateTimeField(null=True)),
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
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="records",
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
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["objected", "refused", "withdrawn"])),
                        fields=["purpose", "person"],
                        name="consents_record_noes",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "requested",
                                    "pending_confirmation",
                                    "given",
                                    "refused",
                                    "withdrawn",
                                    "expired",
                                    "invalidated",
                                    "in_force",
                                    "objected",
                                    "ended",
                                    "unknown",
                                ],
                            )
                        ),
                        name="consents_record_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("article", "a"),
                                ("status__in", ["given", "refused", "withdrawn", "requested", "pending_confirmation"]),
                            ),
                            models.Q(("status__in", ["in_force", "ended"]), ("article__in", ["b", "c", "d", "e", "f"])),
                            ("status__in", ["objected", "expired", "invalidated", "unknown"]),
                            _connector="OR",
                        ),
                        name="consents_record_status_fits_basis",
                    ),
                ],
            },
        ),
    ]
