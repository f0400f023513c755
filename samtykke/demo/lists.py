"""Fjordlys' own purposes, wordings and assessments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from samtykke.core.actors import Via
from samtykke.core.clock import add_months, now
from samtykke.demo import queries
from samtykke.demo.stories import EMARKETING, EVENTS, STORE, SURVEYS
from samtykke.purposes import actions
from samtykke.purposes.models import Assessment, Purpose
from samtykke.purposes.queries import basis_by_key, purpose_by_key

if TYPE_CHECKING:
    from samtykke.core.actors import Actor

REVIEW_MONTHS = 18
BEFORE_EVERYTHING, OWN_WORDS, WIDER_EVENTS = timedelta(days=1140), timedelta(days=900), timedelta(days=180)

CONTROLLER = {
    "nb": "Fjordlys AS er behandlingsansvarlig, deler ikke opplysningene med andre som bruker dem til egne formål, sender "
    "dem ikke ut av EØS og tar ingen automatiserte avgjørelser om meg.",
    "en": "Fjordlys AS is the controller, shares the data with nobody who uses them for purposes of their own, does not "
    "send them outside the EEA and makes no automated decisions about me.",
}
NEWS = {
    "nb": "Ja, Fjordlys AS kan sende meg nyheter og tilbud om lys, varme og strøm på e-post. Til det bruker dere navnet "
    f"mitt, e-postadressen og det jeg har valgt å få. {CONTROLLER['nb']} Jeg kan trekke samtykket tilbake når som helst, "
    "med lenken i hver e-post.",
    "en": "Yes, Fjordlys AS may send me news and offers about light, heat and power by e-mail. For that you use my name, "
    f"my e-mail address and what I have chosen to get. {CONTROLLER['en']} I can withdraw my consent at any time, with the "
    "link in every e-mail.",
}
INVITATIONS = {
    "nb": "Ja, Fjordlys AS kan invitere meg til kurs og arrangementer på e-post. Til det bruker dere navnet mitt, "
    f"e-postadressen og hvor jeg jobber. {CONTROLLER['nb']} Jeg kan trekke samtykket tilbake når som helst.",
    "en": "Yes, Fjordlys AS may invite me to courses and events by e-mail. For that you use my name, my e-mail address and "
    f"where I work. {CONTROLLER['en']} I can withdraw my consent at any time.",
}
WITH_PARTNERS = {
    "nb": "Ja, Fjordlys AS kan invitere meg til kurs og arrangementer, også sammen med samarbeidspartneren Nordavind "
    "Kraft AS, som får deltakerlisten. Til det bruker dere navnet mitt, e-postadressen og hvor jeg jobber. "
    f"{CONTROLLER['nb']} Jeg kan trekke samtykket tilbake når som helst.",
    "en": "Yes, Fjordlys AS may invite me to courses and events, also together with its partner Nordavind Kraft AS, who "
    "gets the list of participants. For that you use my name, my e-mail address and where I work. "
    f"{CONTROLLER['en']} I can withdraw my consent at any time.",
}
ASKING = {
    "nb": "Ja, Fjordlys AS kan spørre meg hva jeg synes om det jeg har kjøpt. Til det bruker dere navnet mitt, "
    f"e-postadressen og hva jeg har kjøpt. {CONTROLLER['nb']} Jeg kan trekke samtykket tilbake når som helst.",
    "en": "Yes, Fjordlys AS may ask me what I think of what I have bought. For that you use my name, my e-mail address and "
    f"what I have bought. {CONTROLLER['en']} I can withdraw my consent at any time.",
}
SURVEY_ASSESSMENT = {
    "nb": {
        "interest": "Vi vil vite om kundene er fornøyde, så vi kan rette det som ikke virker.",
        "necessity": "Vi må spørre dem som har kjøpt noe, om akkurat det kjøpet. Vi bruker navn, e-post og hva de kjøpte.",
        "alternatives": "Spørreskjema på nettsiden når bare noen få, og sier ikke hvilket kjøp svaret gjelder.",
        "nature": "Navn, e-post og hva som ble kjøpt. Vanlige opplysninger.",
        "relationship": "Kunder som nettopp har handlet hos oss.",
        "children": "Vi selger ikke til barn.",
        "opt_out": "En lenke i hver e-post. Den som sier nei, blir ikke spurt igjen.",
        "expectations": "Den som har kjøpt noe, venter å bli spurt én gang. Vi spør aldri mer enn én gang per kjøp.",
        "impact": "Én e-post som er lett å la ligge. Svarene brukes ikke til å vurdere den enkelte.",
        "safeguards": "Ingen purring, nei-lenke i hver e-post, svarene slettes etter tolv måneder.",
        "result": "Ulempen er liten og kan velges bort; interessen veier tyngre.",
    },
    "en": {
        "interest": "We want to know whether customers are content, so that we can mend what does not work.",
        "necessity": "We must ask those who bought something about that purchase. We use name, e-mail and the purchase.",
        "alternatives": "A form on the website reaches few and does not say which purchase is meant.",
        "nature": "Name, e-mail and what was bought. Ordinary data.",
        "relationship": "Customers who have just bought something from us.",
        "children": "We do not sell to children.",
        "opt_out": "A link in every e-mail. Whoever says no is not asked again.",
        "expectations": "Whoever has bought something expects to be asked once. We never ask twice about one purchase.",
        "impact": "One e-mail that is easily left unread. The answers are not used to judge anybody.",
        "safeguards": "No reminders, a way to say no in every e-mail, answers erased after twelve months.",
        "result": "The harm is small and can be declined; the interest outweighs it.",
    },
}


def make_lists(*, by: Actor) -> None:
    """Approves what the standard purposes rest on, and adds two purposes of the company's own."""
    approve(purpose_by_key(STORE), by)
    _say(purpose_by_key(EMARKETING), NEWS, by)
    events = _purpose(
        EVENTS,
        {"nb": "Arrangementer", "en": "Event invitations"},
        {"nb": "Invitasjoner til kurs, messer og åpne dager.", "en": "Invitations to courses, fairs and open days."},
        by,
        is_marketing=True,
    )
    _say(events, INVITATIONS, by)
    _switch_on(events, by)
    surveys = _purpose(
        SURVEYS,
        {"nb": "Kundetilfredshetsundersøkelser", "en": "Customer satisfaction surveys"},
        {"nb": "Ett spørsmål etter hvert kjøp.", "en": "One question after each purchase."},
        by,
    )
    _say(surveys, ASKING, by)
    actions.allow_basis(surveys, basis_by_key("61F"), by=by, via=Via.STAFF)
    actions.draft_assessment(surveys, texts=SURVEY_ASSESSMENT, by=by, via=Via.STAFF)
    approve(surveys, by)
    _switch_on(surveys, by)
    _say(events, WITH_PARTNERS, by, widens=True)
    _backdate()


def approve(purpose: Purpose, by: Actor) -> None:
    """Approves the newest draft of a purpose's assessment."""
    draft = Assessment.objects.filter(purpose=purpose, approved_at__isnull=True).order_by("-version").first()
    if draft is not None:
        actions.approve_assessment(draft, review_on=add_months(now(), REVIEW_MONTHS).date(), by=by, via=Via.STAFF)


def _purpose(
    key: str, names: dict[str, str], descriptions: dict[str, str], by: Actor, *, is_marketing: bool = False
) -> Purpose:
    purpose = actions.create_item(
        Purpose,
        key=key,
        names=names,
        descriptions=descriptions,
        public_texts=descriptions,
        approval_texts=names,
        is_marketing=is_marketing,
        retention_months=24,
        by=by,
        via=Via.STAFF,
    )
    actions.allow_basis(purpose, basis_by_key("61A"), is_default=True, by=by, via=Via.STAFF)
    return purpose


def _say(purpose: Purpose, texts: dict[str, str], by: Actor, *, widens: bool = False) -> None:
    for language, text in texts.items():
        first = widens and language == "nb"
        actions.add_wording(
            purpose, language=language, text=text, channels=["email"], widens=first, by=by, via=Via.STAFF
        )


def _switch_on(purpose: Purpose, by: Actor) -> None:
    actions.change_item(purpose, changes={"is_active": True}, by=by, via=Via.STAFF)


def _backdate() -> None:
    """The texts are as old as what people said to them: a history of three years needs words of three years."""
    moment = now()
    queries.backdate_lists(moment - BEFORE_EVERYTHING, wider=moment - WIDER_EVENTS, own=moment - OWN_WORDS)
