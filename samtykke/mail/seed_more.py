"""The words of the standard mails around activities: an e-mail that somebody writes, a reminder, a task of a colleague's."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samtykke.mail.seed_texts import Texts, Words

TEMPLATES: tuple[tuple[str, str, Texts, Words], ...] = (
    (
        "MESSAGE",
        "message",
        {"nb": "E-post til én person", "en": "E-mail to one person"},
        {
            "nb": (
                "En melding fra {company}",
                """
{message}

På din egen side ser du hva {company} bruker opplysningene om deg til, og kan endre valgene dine. Lenken virker i {valid_days} dager.

{own_page}
""",
            ),
            "en": (
                "A message from {company}",
                """
{message}

On your own page you see what {company} uses the information about you for, and can change your choices. The link works for {valid_days} days.

{own_page}
""",
            ),
        },
    ),
    (
        "REMINDER",
        "reminder",
        {"nb": "Påminnelse om en aktivitet", "en": "Reminder of an activity"},
        {
            "nb": (
                "Påminnelse: {activity}",
                """
# {activity}

Hei, {first_name}.

Dette er påminnelsen du ba om.

Når | {when}
Hvem | {people}
""",
            ),
            "en": (
                "Reminder: {activity}",
                """
# {activity}

Hello, {first_name}.

This is the reminder you asked for.

When | {when}
Who | {people}
""",
            ),
        },
    ),
    (
        "TASKGIVEN",
        "task",
        {"nb": "Oppgave fra en kollega", "en": "Task from a colleague"},
        {
            "nb": (
                "Ny oppgave: {activity}",
                """
# {activity}

Hei, {first_name}.

{asked_by} har gitt deg en oppgave. Den står under «Mine oppgaver».

Frist | {when}
Hvem | {people}
""",
            ),
            "en": (
                "New task: {activity}",
                """
# {activity}

Hello, {first_name}.

{asked_by} has given you a task. It stands under “My tasks”.

Due | {when}
Who | {people}
""",
            ),
        },
    ),
)
