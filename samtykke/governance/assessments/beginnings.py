"""What a new assessment of the consequences begins with, in bokmål and English: to be changed, never to be approved as is."""

from __future__ import annotations

from typing import Any

TEXTS: dict[str, dict[str, str]] = {
    "nb": {
        "description": "Vi behandler … (hvilke opplysninger) om … (hvem) for å … (hvorfor).\nOpplysningene kommer fra …, "
        "ligger i … og leses av …\nDe mottas av … og slettes etter …",
        "necessity": "Behandlingsgrunnlaget er …\nMindre ville ikke holde fordi …\nFolk får vite om det …, og bruker "
        "rettighetene sine ved …",
        "measures": "Tilgang etter rolle, innlogging med to faktorer, kryptering, sikkerhetskopi, logg over hvem som leser, "
        "opplæring, avtaler med databehandlere.",
        "opinion": "",
        "views": "",
        "consultation": "",
    },
    "en": {
        "description": "We process … (which data) about … (whom) in order to … (why).\nThe data come from …, are kept in … "
        "and are read by …\nThey are received by … and erased after …",
        "necessity": "The legal basis is …\nLess would not do because …\nPeople are told …, and use their rights by …",
        "measures": "Access by role, sign-in with two factors, encryption, backup, a log of who reads, training, agreements "
        "with processors.",
        "opinion": "",
        "views": "",
        "consultation": "",
    },
}
RISKS: dict[str, tuple[str, ...]] = {
    "nb": (
        "Opplysninger kommer på avveie, og noen blir svindlet eller hengt ut.",
        "Noen leser mer enn de trenger i arbeidet.",
        "Opplysningene er feil, og noen blir vurdert eller behandlet galt.",
        "Opplysninger brukes til noe folk ikke venter.",
        "Opplysninger går tapt eller er ikke tilgjengelige når folk trenger dem.",
    ),
    "en": (
        "Data get out, and somebody is defrauded or exposed.",
        "Somebody reads more than their work needs.",
        "The data are wrong, and somebody is judged or treated wrongly.",
        "Data are used for something people do not expect.",
        "Data are lost, or not there when people need them.",
    ),
}
MIDDLE = 2


def template_in(language: str) -> dict[str, Any]:
    """The texts and risks to begin with, in a language."""
    figures = dict.fromkeys(("likelihood", "severity", "likelihood_after", "severity_after"), MIDDLE)
    return {"texts": TEXTS[language], "risks": [{"risk": risk, "measure": "", **figures} for risk in RISKS[language]]}
