"""The words of the standard templates. They inform, they do not ask, except the one whose kind is `request`.

Art. 12(1): concise, plain, easily accessible. Art. 13 and 14: who, what for, by what right, from where, how long, which
rights, where to complain (REQ-35, REQ-36). A company changes the words; the keys of standard templates are fixed.
"""

from __future__ import annotations

Texts = dict[str, str]
Words = dict[str, tuple[str, str]]

# key, kind, names, language → (subject, body)
TEMPLATES: tuple[tuple[str, str, Texts, Words], ...] = (
    (
        "CONTACTADDED",
        "privacy",
        {"nb": "Bekreftelse – kontakt lagt til", "en": "Confirmation - Contact added"},
        {
            "nb": (
                "{company} har lagret opplysninger om deg",
                """
# Vi har lagret opplysninger om deg

Hei, {first_name}.

{company} har lagt deg til i kunderegisteret sitt. Du trenger ikke gjøre noe. Her er det du har rett til å vite:

Hvorfor | {purposes}
Med hvilken rett | {legal_basis}
Vår interesse | {interest}
Hva vi har | {held}
Hvor det kommer fra | {source}
Hvem som får det | {recipients}
Siden | {held_since}
Hvor lenge | {kept_for}

Du kan be om innsyn, retting eller sletting. Du kan be oss begrense bruken eller gi deg opplysningene så du kan ta dem med deg, og du kan protestere mot at vi bruker dem. Har du sagt ja til noe, kan du trekke det tilbake når som helst. Vi sender deg ikke reklame med mindre vi har lov til det.

På din egen side ser du hva vi bruker opplysningene til, og kan endre valgene dine. Lenken virker i {valid_days} dager.

{own_page}

{statement}

Har du spørsmål om personvern, skriv til {privacy_contact}. Er du uenig med oss, kan du klage til Datatilsynet, [datatilsynet.no](https://www.datatilsynet.no/).
""",
            ),
            "en": (
                "{company} has stored information about you",
                """
# We have stored information about you

Hello, {first_name}.

{company} has added you to its customer register. You do not need to do anything. Here is what you have a right to know:

Why | {purposes}
By what right | {legal_basis}
Our interest | {interest}
What we have | {held}
Where it comes from | {source}
Who receives it | {recipients}
Since | {held_since}
For how long | {kept_for}

You can ask to see, correct or erase what we hold. You can ask us to restrict its use or to give it to you to take with you, and you can object to our using it. If you have said yes to something, you can withdraw it at any time. We send you no marketing without permission.

Your own page shows what we use your data for, and lets you change your choices. The link works for {valid_days} days.

{own_page}

{statement}

Questions about privacy? Write to {privacy_contact}. If you disagree with us, you can complain to the Norwegian Data Protection Authority, [datatilsynet.no](https://www.datatilsynet.no/en/).
""",
            ),
        },
    ),
    (
        "OWNLINK",
        "link",
        {"nb": "Din egen lenke", "en": "Your own link"},
        {
            "nb": (
                "Lenken til siden din hos {company}",
                """
# Her er lenken din

Hei, {first_name}.

Noen, trolig du, ba om lenken til siden din hos {company}. Der ser du hva vi bruker opplysningene til, og kan endre valgene dine. Lenken virker i {valid_days} dager.

{own_page}

Ba du ikke om den, trenger du ikke gjøre noe. Gi ikke lenken videre.

Spørsmål om personvern: {privacy_contact}.
""",
            ),
            "en": (
                "The link to your page at {company}",
                """
# Here is your link

Hello, {first_name}.

Somebody, probably you, asked for the link to your page at {company}. It shows what we use your data for, and lets you change your choices. The link works for {valid_days} days.

{own_page}

If you did not ask for it, you do not need to do anything. Do not pass the link on.

Questions about privacy: {privacy_contact}.
""",
            ),
        },
    ),
    (
        "CONFIRMCONSENT",
        "confirmation",
        {"nb": "Bekreft samtykke", "en": "Confirm consent"},
        {
            "nb": (
                "Bekreft at du sier ja: {purpose}",
                """
# Trykk på knappen for å si ja

Hei, {first_name}.

Noen, trolig du, har sagt ja til dette hos {company}:

**{purpose}**

{wording}

{statement}

Svaret gjelder først når du har trykket på knappen og sagt ja på siden som åpnes. Lenken virker i {valid_days} dager.

{confirm}

Var det ikke deg, eller vil du ikke likevel? Da trenger du ikke gjøre noe, og vi sender deg ingenting. Du kan også trekke et ja tilbake når som helst.

Spørsmål om personvern: {privacy_contact}.
""",
            ),
            "en": (
                "Confirm that you say yes: {purpose}",
                """
# Press the button to say yes

Hello, {first_name}.

Somebody, probably you, has said yes to this at {company}:

**{purpose}**

{wording}

{statement}

The answer counts only when you have pressed the button and said yes on the page that opens. The link works for {valid_days} days.

{confirm}

Was it not you, or have you changed your mind? Then you do not need to do anything, and we send you nothing. You can also withdraw a yes at any time.

Questions about privacy: {privacy_contact}.
""",
            ),
        },
    ),
    (
        "ASKCONSENT",
        "request",
        {"nb": "Spør om samtykke", "en": "Ask for consent"},
        {
            "nb": (
                "Et spørsmål fra {company}: {purpose}",
                """
# Et spørsmål til deg

Hei, {first_name}.

{company} vil gjerne ha ditt ja eller nei til dette:

**{purpose}**

{wording}

{statement}

Du svarer på din egen side. Sier du nei, eller svarer du ikke, sender vi deg ikke dette. Et ja kan du trekke tilbake når som helst. Lenken virker i {valid_days} dager.

{own_page}

Spørsmål om personvern: {privacy_contact}.
""",
            ),
            "en": (
                "A question from {company}: {purpose}",
                """
# A question for you

Hello, {first_name}.

{company} asks for your yes or no to this:

**{purpose}**

{wording}

{statement}

You answer on your own page. If you say no, or do not answer, we do not send you this. You can withdraw a yes at any time. The link works for {valid_days} days.

{own_page}

Questions about privacy: {privacy_contact}.
""",
            ),
        },
    ),
    (
        "RECEIPT",
        "receipt",
        {"nb": "Kvittering", "en": "Receipt"},
        {
            "nb": (
                "Kvittering fra {company}",
                """
# Lagret

Hei, {first_name}.

{done}

{wording}

Lagret {when}. Du kan endre valgene dine når som helst på din egen side. Lenken virker i {valid_days} dager.

{own_page}

Spørsmål om personvern: {privacy_contact}.
""",
            ),
            "en": (
                "Receipt from {company}",
                """
# Saved

Hello, {first_name}.

{done}

{wording}

Saved {when}. You can change your choices at any time on your own page. The link works for {valid_days} days.

{own_page}

Questions about privacy: {privacy_contact}.
""",
            ),
        },
    ),
    (
        "PASSWORD",
        "password",
        {"nb": "Nytt passord", "en": "New password"},
        {
            "nb": (
                "Nytt passord til Samtykke",
                """
# Velg et nytt passord

Hei, {first_name}.

Noen, trolig du, ba om et nytt passord til Samtykke hos {company}. Lenken virker én gang, i {valid_hours} time.

{set_password}

Ba du ikke om det, trenger du ikke gjøre noe. Passordet ditt er uendret.
""",
            ),
            "en": (
                "New password for Samtykke",
                """
# Choose a new password

Hello, {first_name}.

Somebody, probably you, asked for a new password for Samtykke at {company}. The link works once, for {valid_hours} hour.

{set_password}

If you did not ask for it, you do not need to do anything. Your password is unchanged.
""",
            ),
        },
    ),
    (
        "INVITATION",
        "invitation",
        {"nb": "Invitasjon til ansatt", "en": "Invitation to staff"},
        {
            "nb": (
                "Du har fått tilgang til Samtykke hos {company}",
                """
# Du har fått tilgang til Samtykke

Hei, {first_name}.

{company} bruker Samtykke til kunder og samtykker, og har gitt deg tilgang. Velg et passord for å komme i gang. Du logger inn med e-postadressen som denne e-posten kom til.

Lenken virker én gang, i {valid_hours} timer.

{set_password}

Tror du dette er en feil, svar på denne e-posten.
""",
            ),
            "en": (
                "You have been given access to Samtykke at {company}",
                """
# You have been given access to Samtykke

Hello, {first_name}.

{company} uses Samtykke for customers and consents, and has given you access. Choose a password to begin. You sign in with the address that this mail came to.

The link works once, for {valid_hours} hours.

{set_password}

If you think this is a mistake, answer this mail.
""",
            ),
        },
    ),
    (
        "SIGNINCHANGED",
        "security",
        {"nb": "Endret innlogging", "en": "Changed sign-in"},
        {
            "nb": (
                "Innloggingen din til Samtykke er endret",
                """
# Innloggingen din er endret

Hei, {first_name}.

{done}

Det skjedde {when} i Samtykke hos {company}.

Var det ikke du eller en du har bedt om hjelp? Svar på denne e-posten med en gang, og velg et nytt passord.
""",
            ),
            "en": (
                "Your sign-in to Samtykke has changed",
                """
# Your sign-in has changed

Hello, {first_name}.

{done}

It happened {when} in Samtykke at {company}.

Was it neither you nor somebody you asked for help? Answer this mail at once, and choose a new password.
""",
            ),
        },
    ),
    (
        "SECONDPERSON",
        "approval",
        {"nb": "Venter på deg", "en": "Waits for you"},
        {
            "nb": (
                "Noe venter på at du avgjør det",
                """
# Noe venter på at du avgjør det

Hei, {first_name}.

{asked_by} ber om noe som én person ikke gjør alene i Samtykke hos {company}.

Hva | {wanted}
Hvorfor | {reason}
Venter til | {waits_until}

Logg inn slik du pleier. «Venter på deg» øverst i menyen viser hva som blir endret, og der sier du ja eller nei. Er det andre som kan avgjøre det, er det nok at én gjør det.
""",
            ),
            "en": (
                "Something waits for you to decide",
                """
# Something waits for you to decide

Hello, {first_name}.

{asked_by} asks for something that one person does not do alone in Samtykke at {company}.

What | {wanted}
Why | {reason}
Waits until | {waits_until}

Sign in as you usually do. “Waits for you” on top of the menu shows what would change, and there you say yes or no. Where others can decide it too, one of you is enough.
""",
            ),
        },
    ),
    (
        "SECONDPERSONDECIDED",
        "decision",
        {"nb": "Avgjort av en annen", "en": "Decided by another"},
        {
            "nb": (
                "Det du ba om, er avgjort",
                """
# Det du ba om, er avgjort

Hei, {first_name}.

{done}

Hva | {wanted}
Hvorfor du ba om det | {reason}
Når | {when}
""",
            ),
            "en": (
                "What you asked for is decided",
                """
# What you asked for is decided

Hello, {first_name}.

{done}

What | {wanted}
Why you asked | {reason}
When | {when}
""",
            ),
        },
    ),
)
