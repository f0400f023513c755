"""The words a privacy statement begins with, in bokmål and English, written from how the company is set up. REQ-35, 36.

Plain language (Art. 12(1)). A place in `[? …]` is for the company to fill; a statement that still has one is not published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from samtykke.purposes.models import TransferGround

if TYPE_CHECKING:
    from collections.abc import Callable

Words = dict[str, str]
Facts = dict[str, Any]

# Section → its heading. The order is that of the page.
HEADINGS: Final[dict[str, Words]] = {
    "controller": {"nb": "Hvem som er ansvarlig", "en": "Who is responsible"},
    "contact": {"nb": "Hvem du kan spørre", "en": "Whom you can ask"},
    "purposes": {"nb": "Hva vi bruker opplysningene til", "en": "What we use your data for"},
    "bases": {"nb": "Hva som gir oss rett til det", "en": "What gives us the right"},
    "interests": {"nb": "Hvilke interesser vi har", "en": "Which interests we have"},
    "kinds": {"nb": "Hvilke opplysninger vi har", "en": "Which data we have"},
    "sources": {"nb": "Hvor opplysningene kommer fra", "en": "Where the data come from"},
    "recipients": {"nb": "Hvem som får opplysningene", "en": "Who receives the data"},
    "transfers": {"nb": "Land utenfor EØS", "en": "Countries outside the EEA"},
    "retention": {"nb": "Hvor lenge vi beholder dem", "en": "How long we keep them"},
    "rights": {"nb": "Rettighetene dine", "en": "Your rights"},
    "objection": {"nb": "Du kan protestere", "en": "You can object"},
    "withdrawal": {"nb": "Du kan trekke et samtykke tilbake", "en": "You can withdraw a consent"},
    "duty": {"nb": "Må du gi oss opplysninger?", "en": "Do you have to give us data?"},
    "automated": {"nb": "Avgjørelser tatt av en maskin", "en": "Decisions made by a machine"},
    "complaint": {"nb": "Du kan klage", "en": "You can complain"},
}

SAID: Final[dict[str, Words]] = {
    "controller": {
        "nb": "{name} er behandlingsansvarlig: Vi bestemmer hva opplysningene om deg skal brukes til, og svarer for at det "
        "skjer etter loven.\n\n{details}",
        "en": "{name} is the controller: we decide what data about you are used for, and are responsible for doing so "
        "lawfully.\n\n{details}",
    },
    "controller_missing": {
        "nb": "[? Skriv navnet på virksomheten, og hvordan den nås.]",
        "en": "[? Write the name of the company, and how to reach it.]",
    },
    "number": {"nb": "Organisasjonsnummer | {number}", "en": "Organisation number | {number}"},
    "address": {"nb": "Adresse | {address}", "en": "Address | {address}"},
    "contact": {
        "nb": "Har du spørsmål om personvern, eller vil du bruke rettighetene dine, skriv til {contact}.",
        "en": "If you have questions about privacy, or want to use your rights, write to {contact}.",
    },
    "contact_missing": {
        "nb": "[? Skriv hvem som svarer på spørsmål om personvern, med e-postadresse. Har dere personvernombud, nevn det.]",
        "en": "[? Write who answers questions about privacy, with an e-mail address. If you have a data protection officer, "
        "name them.]",
    },
    "purpose_missing": {
        "nb": "[? Skriv med egne ord hva dette er.]",
        "en": "[? Write in your own words what this is.]",
    },
    "purposes_missing": {"nb": "[? Skriv hva dere bruker opplysningene til.]", "en": "[? Write what you use the data for.]"},
    "bases": {
        "nb": "Loven krever at vi har et grunnlag for alt vi bruker opplysningene til. Vi bygger på dette:",
        "en": "The law asks for a basis for everything we use data for. We rest on this:",
    },
    "basis_missing": {"nb": "[? Skriv hva dette bygger på.]", "en": "[? Write what this rests on.]"},
    "interests": {
        "nb": "Noe bygger på at vi har en berettiget interesse. Da har vi veid interessen vår mot hensynet til deg:",
        "en": "Some of it rests on a legitimate interest of ours. There we have weighed our interest against yours:",
    },
    "interest_missing": {
        "nb": "[? Skriv hvilken interesse det er.]",
        "en": "[? Write which interest it is.]",
    },
    "kinds": {"nb": "Vi har disse opplysningene om dem vi kjenner:", "en": "We have these data about those we know:"},
    "kinds_missing": {
        "nb": "[? Skriv hvilke opplysninger dere har, for eksempel navn, e-postadresse, telefonnummer og arbeidssted.]",
        "en": "[? Write which data you have, for example name, e-mail address, phone number and workplace.]",
    },
    "sources": {
        "nb": "Det meste får vi fra deg selv: når du skriver til oss, ringer, handler eller fyller ut et skjema. Noe kan vi "
        "ha fått på andre måter:",
        "en": "Most of it comes from you: when you write to us, call, buy or fill in a form. Some of it we may have in other "
        "ways:",
    },
    "sources_after": {
        "nb": "Får vi opplysninger om deg fra andre, sier vi fra til deg innen en måned.",
        "en": "If we get data about you from others, we tell you within a month.",
    },
    "sources_none": {
        "nb": "Vi får opplysningene fra deg selv: når du skriver til oss, ringer, handler eller fyller ut et skjema.",
        "en": "We get the data from you: when you write to us, call, buy or fill in a form.",
    },
    "recipients": {
        "nb": "Vi selger ikke opplysninger om deg. Disse får opplysninger for å gjøre en jobb for oss, eller fordi loven "
        "eller avtalen krever det:",
        "en": "We do not sell data about you. The following receive data to do work for us, or because the law or an agreement "
        "asks for it:",
    },
    "recipients_none": {
        "nb": "Vi selger ikke opplysninger om deg. [? Skriv hvem som får opplysninger, for eksempel den som drifter "
        "systemene deres, eller at ingen får dem.]",
        "en": "We do not sell data about you. [? Write who receives data, for example whoever runs your systems, or that "
        "nobody does.]",
    },
    "transfers": {
        "nb": "Noen av dem som hjelper oss, holder til utenfor EØS. Opplysningene er beskyttet slik:",
        "en": "Some of those who help us are outside the EEA. The data are protected like this:",
    },
    "transfers_after": {
        "nb": "Skriv til oss, så får du en kopi av det vi har avtalt med dem.",
        "en": "Write to us to get a copy of what we have agreed with them.",
    },
    "transfers_none": {
        "nb": "Vi sender ikke opplysninger om deg til land utenfor EØS.",
        "en": "We do not send data about you to countries outside the EEA.",
    },
    "retention": {
        "nb": "Vi beholder ikke opplysningene lenger enn vi trenger dem:",
        "en": "We do not keep data longer than we need them:",
    },
    "retention_after": {
        "nb": "Regnskapsloven og andre lover kan pålegge oss å beholde noe lenger. Har du sagt nei til noe, husker vi det, så "
        "vi ikke spør igjen.",
        "en": "Bookkeeping and other laws may oblige us to keep some of it longer. If you have said no to something, we "
        "remember it, so that we do not ask again.",
    },
    "months_last_contact": {"nb": "{months} måneder etter siste kontakt", "en": "{months} months after the last contact"},
    "months_created": {
        "nb": "{months} måneder etter at du ble registrert",
        "en": "{months} months after you were registered",
    },
    "months_contract_end": {
        "nb": "{months} måneder etter at avtalen tok slutt",
        "en": "{months} months after the contract ended",
    },
    "months_consent_end": {
        "nb": "{months} måneder etter at samtykket tok slutt",
        "en": "{months} months after the consent ended",
    },
    "months_of": {
        "nb": "for dem vi har som {names}: {period}",
        "en": "for those we hold as {names}: {period}",
    },
    "quoted": {"nb": "«{name}»", "en": "“{name}”"},
    "ground_missing": {
        "nb": "[? Skriv hva som gir lov til å sende opplysninger dit.]",
        "en": "[? Write what allows sending data there.]",
    },
    "months_missing": {"nb": "[? Skriv hvor lenge.]", "en": "[? Write for how long.]"},
    "consent_months": {
        "nb": "et samtykke gjelder i {months} måneder",
        "en": "a consent holds for {months} months",
    },
    "rights": {
        "nb": "Du kan be oss om å\n\n- vise deg det vi har om deg (innsyn)\n- rette det som er feil\n- slette det\n- begrense "
        "bruken mens noe blir avklart\n- gi deg opplysningene så du kan ta dem med deg (dataportabilitet)\n\nDet koster "
        "ingenting. Vi svarer så fort vi kan, og senest innen en måned. Noen ganger har loven unntak; da sier vi hvorfor.",
        "en": "You can ask us to\n\n- show you what we have about you (access)\n- correct what is wrong\n- erase it\n- restrict "
        "its use while something is being cleared up\n- give you your data to take with you (portability)\n\nIt costs "
        "nothing. We answer as soon as we can, and within a month at the latest. Sometimes the law makes exceptions; then "
        "we say why.",
    },
    "objection": {
        "nb": "**Du kan når som helst protestere mot at vi bruker opplysninger om deg til markedsføring.** Da stopper vi, uten å "
        "spørre hvorfor. Bygger noe på vår interesse, kan du også protestere mot det. Da stopper vi om vi ikke har grunner "
        "som veier tyngre.",
        "en": "**You can object at any time to our using data about you for marketing.** Then we stop, and do not ask why. "
        "Where something rests on our interest, you can object to that too. Then we stop unless we have reasons that weigh "
        "more.",
    },
    "withdrawal": {
        "nb": "Har du sagt ja til noe, kan du trekke det tilbake når som helst, like lett som du ga det: på din egen side, med "
        "lenken i e-postene våre, eller ved å skrive til oss. Det vi gjorde før du trakk det tilbake, er fortsatt lovlig.",
        "en": "If you have said yes to something, you can withdraw it at any time, as easily as you gave it: on your own page, "
        "with the link in our mails, or by writing to us. What we did before you withdrew stays lawful.",
    },
    "withdrawal_none": {
        "nb": "Vi bygger ikke noe på samtykke nå. Gjør vi det senere, kan du trekke samtykket tilbake når som helst.",
        "en": "We rest nothing on consent now. If we do so later, you can withdraw it at any time.",
    },
    "duty": {
        "nb": "Nei, ingen lov krever at du gir oss opplysninger om deg. Uten navn og en måte å nå deg på kan vi ikke svare deg.",
        "en": "No, no law obliges you to give us data about you. Without a name and a way to reach you, we cannot answer you.",
    },
    "duty_contract": {
        "nb": "Skal du inngå en avtale med oss, trenger vi opplysningene avtalen krever. Uten dem kan vi ikke inngå eller "
        "oppfylle den. Resten bestemmer du selv om du vil gi oss.",
        "en": "If you make a contract with us, we need the data it calls for. Without them we cannot make or keep it. "
        "The rest is yours to give or not.",
    },
    "duty_law": {
        "nb": "Noe er vi pålagt ved lov å spørre om. [? Skriv hvilken lov, og hva som skjer om opplysningene ikke blir gitt.]",
        "en": "Some of it the law obliges us to ask for. [? Write which law, and what happens if the data are not given.]",
    },
    "automated": {
        "nb": "Nei. Ingen avgjørelse som betyr noe for deg, blir tatt av en maskin alene, og vi lager ingen profil av deg som "
        "noe slikt bygger på.",
        "en": "No. No decision that matters to you is made by a machine alone, and we make no profile of you that one would "
        "rest on.",
    },
    "complaint": {
        "nb": "Er du uenig i det vi gjør, si det gjerne til oss først. Du kan alltid klage til {authority}.",
        "en": "If you disagree with what we do, feel free to tell us first. You can always complain to {authority}.",
    },
}  # fmt: skip

ARTICLE: Final[Words] = {
    "nb": "personvernforordningen artikkel 6 nr. 1 bokstav {letter}",
    "en": "GDPR Article 6(1)({letter})",
}
GROUNDS: Final[dict[str, Words]] = {
    TransferGround.ADEQUACY: {
        "nb": "EU-kommisjonen har slått fast at landet verner godt nok (artikkel 45)",
        "en": "the European Commission has found that the country protects well enough (Article 45)",
    },
    TransferGround.CLAUSES: {
        "nb": "EUs standardavtale (artikkel 46 nr. 2 bokstav c)",
        "en": "the EU’s standard contractual clauses (Article 46(2)(c))",
    },
    TransferGround.RULES: {
        "nb": "bindende regler i konsernet (artikkel 47)",
        "en": "binding corporate rules (Article 47)",
    },
    TransferGround.DEROGATION: {
        "nb": "et unntak i loven (artikkel 49)",
        "en": "an exception in the law (Article 49)",
    },
}
AUTHORITIES: Final[dict[str, Words]] = {
    "NO": {
        "nb": "Datatilsynet, [datatilsynet.no](https://www.datatilsynet.no/)",
        "en": "the Norwegian Data Protection Authority, Datatilsynet, [datatilsynet.no](https://www.datatilsynet.no/en/)",
    },
    "": {
        "nb": "datatilsynet i landet der du bor, [edpb.europa.eu](https://www.edpb.europa.eu/about-edpb/about-edpb/members_en)",
        "en": "the data protection authority where you live, "
        "[edpb.europa.eu](https://www.edpb.europa.eu/about-edpb/about-edpb/members_en)",
    },
}


def said(name: str, language: str, /, **values: str) -> str:
    """One of the texts, with its values; a language without words of its own reads English."""
    text = _in(SAID[name], language)
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def heading(section: str, language: str) -> str:
    """The heading of a section in a language."""
    return _in(HEADINGS[section], language)


def written(facts: Facts, language: str) -> dict[str, str]:
    """The text of each section, as the set-up has it (`samtykke.purposes.statements.facts_in`)."""
    return {section: _WRITERS[section](facts, language) for section in HEADINGS}


def _in(words: Words, language: str) -> str:
    return words.get(language) or words["en"]


def _rows(intro: str, rows: list[str], after: str = "") -> str:
    return "\n\n".join(part for part in (intro, "\n".join(rows), after) if part)


def _row(name: str, text: str) -> str:
    return f"{name} | {' '.join(text.split())}"


def _controller(facts: Facts, language: str) -> str:
    told = facts["controller"]
    if not told["name"] or not told["address"]:
        return said("controller_missing", language)
    rows = [said(name, language, **{name: told[name]}) for name in ("number", "address") if told[name]]
    return said("controller", language, name=told["name"], details="\n".join(rows))


def _contact(facts: Facts, language: str) -> str:
    told = facts["contact"]
    if not told["email"]:
        return said("contact_missing", language)
    address = f"[{told['email']}](mailto:{told['email']})"
    return said("contact", language, contact=", ".join(part for part in (told["name"], address) if part))


def _purposes(facts: Facts, language: str) -> str:
    rows = [_row(name, text or said("purpose_missing", language)) for name, text in facts["purposes"]]
    return "\n".join(rows) or said("purposes_missing", language)


def _bases(facts: Facts, language: str) -> str:
    rows = [
        _row(name, "; ".join(_basis(basis, language) for basis in bases) or said("basis_missing", language))
        for name, bases in facts["bases"]
    ]
    return _rows(said("bases", language), rows)


def _basis(told: list[str], language: str) -> str:
    name, letter, citation = told
    article = _in(ARTICLE, language).replace("{letter}", letter)
    return ", ".join(part for part in (name, article, citation) if part)


def _interests(facts: Facts, language: str) -> str:
    rows = [_row(name, text or said("interest_missing", language)) for name, text in facts["interests"]]
    return _rows(said("interests", language), rows) if rows else ""


def _kinds(facts: Facts, language: str) -> str:
    rows = [f"- {name}" for name in facts["kinds"]]
    return _rows(said("kinds", language), rows) if rows else said("kinds_missing", language)


def _sources(facts: Facts, language: str) -> str:
    rows = [f"- {name}" for name in facts["sources"]]
    if not rows:
        return said("sources_none", language)
    return _rows(said("sources", language), rows, said("sources_after", language))


def _recipients(facts: Facts, language: str) -> str:
    rows = [_row(name, text) if text else f"- {name}" for name, text in facts["recipients"]]
    return _rows(said("recipients", language), rows) if rows else said("recipients_none", language)


def _transfers(facts: Facts, language: str) -> str:
    if not facts["transfers"]:
        return said("transfers_none", language)
    rows = [
        _row(
            f"{name} ({country})" if country else name,
            ". ".join(p for p in (ground_said(ground, language), note) if p),
        )
        for name, country, ground, note in facts["transfers"]
    ]
    return _rows(said("transfers", language), rows, said("transfers_after", language))


def ground_said(ground: str, language: str) -> str:
    """What allows a transfer, in words; a place to fill where the register names nothing."""
    return _in(GROUNDS[ground], language) if ground in GROUNDS else said("ground_missing", language)


def _retention(facts: Facts, language: str) -> str:
    rows = []
    for name, months, consent_months, *more in facts["retention"]:
        parts = [
            said("months_last_contact", language, months=str(months)) if months else said("months_missing", language)
        ]
        parts += _shorter(more[0] if more else [], language)
        if consent_months:
            parts.append(said("consent_months", language, months=str(consent_months)))
        rows.append(_row(name, "; ".join(parts)))
    return _rows(said("retention", language), rows, said("retention_after", language))


def _shorter(periods: list[list[Any]], language: str) -> list[str]:
    """Those who are kept shorter, with the categories that share a period together."""
    names: dict[tuple[int, str], list[str]] = {}
    for name, months, since in periods:
        names.setdefault((months, since), []).append(said("quoted", language, name=name))
    return [
        said("months_of", language, names=", ".join(told), period=said(f"months_{since}", language, months=str(months)))
        for (months, since), told in names.items()
    ]


def _duty(facts: Facts, language: str) -> str:
    names = [name for name, letter in (("duty_contract", "b"), ("duty_law", "c")) if letter in facts["duty"]]
    return "\n\n".join(said(name, language) for name in names or ["duty"])


def _withdrawal(facts: Facts, language: str) -> str:
    return said("withdrawal" if facts["withdrawal"] else "withdrawal_none", language)


def _complaint(facts: Facts, language: str) -> str:
    authority = AUTHORITIES.get(facts["complaint"]) or AUTHORITIES[""]
    return said("complaint", language, authority=_in(authority, language))


def _always(section: str) -> Callable[[Facts, str], str]:
    return lambda facts, language: said(section, language)


_WRITERS: Final[dict[str, Callable[[Facts, str], str]]] = {
    "controller": _controller,
    "contact": _contact,
    "purposes": _purposes,
    "bases": _bases,
    "interests": _interests,
    "kinds": _kinds,
    "sources": _sources,
    "recipients": _recipients,
    "transfers": _transfers,
    "retention": _retention,
    "rights": _always("rights"),
    "objection": _always("objection"),
    "withdrawal": _withdrawal,
    "duty": _duty,
    "automated": _always("automated"),
    "complaint": _complaint,
}
