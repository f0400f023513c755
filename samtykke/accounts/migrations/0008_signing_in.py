"""Roles that ask for a second factor, sessions by the hash of their key, and subjects of an identity provider."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samtykke.core.clock


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_roles_and_teams")]
    operations = [
        migrations.AddField(
            model_name="role",
            name="needs_second_factor",
            field=models.BooleanField(db_default=False, default=False, verbose_name="Asks for a second factor"),
        ),
        migrations.AddField(
            model_name="user",
            name="has_short_password",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("session_key", models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ("device", models.CharField(blank=True, editable=False, max_length=60)),
                ("signed_in_at", models.DateTimeField(editable=False, null=True)),
                ("last_used_at", models.DateTimeField(default=samtykke.core.clock.now, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=500)),
                ("subject", models.CharField(max_length=255)),
                ("linked_at", models.DateTimeField(default=samtykke.core.clock.now, editable=False)),
                ("last_used_at", models.DateTimeField(default=samtykke.core.clock.now, editable=False)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="accounts_identity_subject"),
                    models.UniqueConstraint(fields=("user", "issuer"), name="accounts_identity_one_each"),
                ],
            },
        ),
        # Held the keys themselves. Everybody signs in anew, once.
        migrations.RunSQL(
            "-- squawk-ignore ban-drop-table\nDROP TABLE IF EXISTS django_session", migrations.RunSQL.noop
        ),
    ]
