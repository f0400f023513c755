"""The words of the mails that ask somebody to confirm what was sent with a form: to the point, and no advertising (REQ-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samtykke.mail.seed_texts import Texts, Words

TEMPLATES: tuple[tuple[str, str, Texts, Words], ...] = (
    (
        "CONFIRMFORM",
        "form",
        {"nb": "Bekreft et skjema", "en": "Confirm a form"},
        {
            "nb": (
                "Bekreft at det var du: {form}",
                """
# Trykk på knappen for å bekrefte

Hei.

Noen, trolig du, har fylt ut skjemaet «{form}» hos {company} med denne adressen.

{words}

{statement}

Det gjelder først når du har trykket på knappen og bekreftet på siden som åpnes. Lenken virker i {valid_days} dager.

{confirm_form}

Var det ikke deg? Da trenger du ikke gjøre noe. Ingenting er registrert på deg, og vi sletter adressen etter 30 dager.

Spørsmål om personvern: {privacy_contact}.
""",
            ),
            "en": (
                "Confirm that it was you: {form}",
                """
# Press the button to confirm

Hello.

Somebody, probably you, has filled in the form “{form}” at {company} with this address.

{words}

{statement}

It counts only when you have pressed the button and confirmed on the page that opens. The link works for {valid_days} days.

{confirm_form}

Was it not you? Then you need do nothing. Nothing has been registered about you, and we erase the address after 30 days.

Questions about privacy: {privacy_contact}.
""",
            ),
        },
    ),
    (
        "REMINDFORM",
        "form",
        {"nb": "Påminnelse om å bekrefte et skjema", "en": "Reminder to confirm a form"},
        {
            "nb": (
                "Påminnelse: Bekreft at det var du: {form}",
                """
# Vi venter på at du bekrefter

Hei.

Noen, trolig du, fylte ut skjemaet «{form}» hos {company} med denne adressen for noen dager siden. Det er ikke bekreftet.

{words}

{statement}

Dette er den eneste påminnelsen. Gjør du ingenting, sletter vi adressen.

{confirm_form}

Spørsmål om personvern: {privacy_contact}.
""",
            ),
            "en": (
                "Reminder: confirm that it was you: {form}",
                """
# We wait for you to confirm

Hello.

Somebody, probably you, filled in the form “{form}” at {company} with this address some days ago. It is not confirmed.

{words}

{statement}

This is the only reminder. If you do nothing, we erase the address.

{confirm_form}

Questions about privacy: {privacy_contact}.
""",
            ),
        },
    ),
)
