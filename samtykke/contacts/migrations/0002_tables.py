import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

import samtykke.contacts.models
import samtykke.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contacts", "0001_functions"),
        ("purposes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Business",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                ("names", models.JSONField(default=dict)),
                ("descriptions", models.JSONField(blank=True, default=dict)),
                ("rank", models.IntegerField(default=0)),
                ("is_standard", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "line of business",
                "verbose_name_plural": "lines of business",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[A-Z0-9]+$")), name="contacts_business_key"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower(
                            django.db.models.fields.json.KeyTextTransform("nb", "names")
                        ),
                        condition=models.Q(("deleted_at__isnull", True)),
                        name="contacts_business_name_nb",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower(
                            django.db.models.fields.json.KeyTextTransform("en", "names")
                        ),
                        condition=models.Q(("deleted_at__isnull", True)),
                        name="contacts_business_name_en",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                ("names", models.JSONField(default=dict)),
                ("descriptions", models.JSONField(blank=True, default=dict)),
                ("rank", models.IntegerField(default=0)),
                ("is_standard", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[A-Z0-9]+$")), name="contacts_category_key"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower(
                            django.db.models.fields.json.KeyTextTransform("nb", "names")
                        ),
                        condition=models.Q(("deleted_at__isnull", True)),
                        name="contacts_category_name_nb",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower(
                            django.db.models.fields.json.KeyTextTransform("en", "names")
                        ),
                        condition=models.Q(("deleted_at__isnull", True)),
                        name="contacts_category_name_en",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("org_number", models.CharField(blank=True, default="", max_length=20)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("run_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("version", models.IntegerField(db_default=1, default=1, editable=False)),
                ("deleted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=samtykke.contacts.models.SortKey(models.F("name")),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.business",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contacts.category",
                    ),
                ),
            ],
            options={
                "verbose_name": "company",
                "verbose_name_plural": "companies",
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(blank=True, max_length=200, null=True)),
                ("first_name", models.TextField(blank=True, default="")),
                ("last_name", models.TextField(blank=True, default="")),
                ("title", models.TextField(blank=True, default="")),
                ("language", models.CharField(blank=True, default="", max_length=8)),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("origin_at", models.DateTimeField()),
                ("origin_actor_kind", models.CharField(max_length=12)),
                ("origin_actor_id", models.BigIntegerField()),
                ("origin_via", models.CharField(max_length=20)),
                ("from_person", models.BooleanField()),
                ("inform_by", models.DateField(null=True)),
                ("informed_at", models.DateTimeField(null=True)),
                ("run_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("version", models.IntegerField(db_default=1, default=1, editable=False)),
                ("deleted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "deleted_by_kind",
                    models.CharField(blank=True, db_default="", default="", editable=False, max_length=12),
                ),
                ("deleted_by_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "sort_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=samtykke.contacts.models.SortKey(models.F("last_name"), models.F("first_name")),
                        output_field=models.TextField(db_collation="C"),
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="contacts.category",
                    ),
                ),
                (
                    "collected_how",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.collectedhow",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="people",
                        to="contacts.company",
                    ),
                ),
                (
                    "origin_basis",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.legalbasis",
                    ),
                ),
                (
                    "origin_point",
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
                    "origin_purpose",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.purpose",
                    ),
                ),
                (
                    "origin_source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="purposes.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by_kind", models.CharField(blank=True, default="", max_length=12)),
                ("undone_by_id", models.BigIntegerField(null=True)),
                (
                    "merged",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="merged_into",
                        to="contacts.person",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="absorbed",
                        to="contacts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FieldChange",
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
                        db_default=samtykke.core.fields.NextId(sequence="contacts_fieldchange_id_seq"), editable=False
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("field", models.CharField(max_length=60)),
                ("before", models.TextField(null=True)),
                ("after", models.TextField(null=True)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField()),
                ("via", models.CharField(max_length=20)),
                ("run_id", models.BigIntegerField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="contacts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonEmail",
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
                        db_default=samtykke.core.fields.NextId(sequence="contacts_address_id_seq"), editable=False
                    ),
                ),
                ("address", models.TextField()),
                ("normal", models.TextField()),
                ("fingerprint", models.BinaryField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[("personal", "Personal"), ("role", "Role")], default="personal", max_length=8
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[("work", "Work"), ("private", "Private"), ("other", "Other")],
                        default="work",
                        max_length=8,
                    ),
                ),
                ("is_primary", models.BooleanField(default=False)),
                ("run_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="emails",
                        to="contacts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonLink",
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
                        db_default=samtykke.core.fields.NextId(sequence="contacts_personlink_id_seq"), editable=False
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[("preferences", "Preferences"), ("confirmation", "Confirmation")], max_length=16
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="links",
                        to="contacts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonPhone",
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
                        db_default=samtykke.core.fields.NextId(sequence="contacts_address_id_seq"), editable=False
                    ),
                ),
                ("number", models.CharField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[("mobile", "Mobile"), ("work", "Work"), ("home", "Home"), ("other", "Other")],
                        default="mobile",
                        max_length=8,
                    ),
                ),
                (
                    "use",
                    models.CharField(
                        choices=[("work", "Work"), ("private", "Private"), ("other", "Other")],
                        default="work",
                        max_length=8,
                    ),
                ),
                ("is_primary", models.BooleanField(default=False)),
                ("run_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("retired_at", models.DateTimeField(editable=False, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="phones",
                        to="contacts.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["sort_key", "id"], name="contacts_company_order"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(django.db.models.functions.text.Lower("name"), name="contacts_company_name"),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("org_number", ""), _negated=True), ("deleted_at__isnull", True)),
                fields=("country", "org_number"),
                name="contacts_company_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="contacts_company_named"
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["sort_key", "id"], name="contacts_person_order"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["external_id"], name="contacts_person_external"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True), ("from_person", False), ("informed_at__isnull", True)),
                fields=["inform_by"],
                name="contacts_person_to_inform",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", False)), fields=["deleted_at"], name="contacts_person_deleted"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_person", True), ("inform_by__isnull", False), _connector="OR"),
                name="contacts_person_duty_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("first_name"), 500),
                    django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length("last_name"), 500),
                ),
                name="contacts_person_name_length",
            ),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["survivor"], name="contacts_merge_survivor"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["merged"], name="contacts_merge_merged"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("merged",), name="contacts_merged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("survivor", models.F("merged")), _negated=True), name="contacts_merge_two"
            ),
        ),
        migrations.AddIndex(
            model_name="personemail",
            index=models.Index(fields=["normal"], name="contacts_email_normal", opclasses=["text_pattern_ops"]),
        ),
        migrations.AddConstraint(
            model_name="personemail",
            constraint=models.UniqueConstraint(fields=("person", "normal"), name="contacts_email_once"),
        ),
        migrations.AddConstraint(
            model_name="personemail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_primary", True), ("retired_at__isnull", True)),
                fields=("person",),
                name="contacts_email_one_primary",
            ),
        ),
        migrations.AddConstraint(
            model_name="personemail",
            constraint=models.CheckConstraint(
                condition=models.Q(("normal", ""), _negated=True), name="contacts_email_not_empty"
            ),
        ),
        migrations.AddIndex(
            model_name="personphone",
            index=models.Index(fields=["number"], name="contacts_phone_number"),
        ),
        migrations.AddConstraint(
            model_name="personphone",
            constraint=models.UniqueConstraint(fields=("person", "number"), name="contacts_phone_once"),
        ),
        migrations.AddConstraint(
            model_name="personphone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_primary", True), ("retired_at__isnull", True)),
                fields=("person",),
                name="contacts_phone_one_primary",
            ),
        ),
        migrations.AddConstraint(
            model_name="personphone",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^\\+[0-9]{4,15}(;ext=[0-9]+)?$")), name="contacts_phone_e164"
            ),
        ),
    ]
