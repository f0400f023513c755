"""What a new installation starts with: the standard lists and their texts, in bokmål and English. REQ-10, 11, 12, 22.

A company changes the names and the texts; the keys of standard items are fixed.
"""

from __future__ import annotations

Texts = dict[str, str]

# key, article, names, descriptions
BASES: tuple[tuple[str, str, Texts, Texts], ...] = (
    (
        "61A",
        "a",
        {"nb": "Samtykke", "en": "Consent"},
        {
            "nb": "Personen har sagt ja til akkurat dette, og kan trekke det tilbake når som helst.",
            "en": "The person has said yes to exactly this, and can withdraw it at any time.",
        },
    ),
    (
        "61B",
        "b",
        {"nb": "Avtale", "en": "Contract"},
        {
            "nb": "Nødvendig for en avtale med personen selv, eller for tiltak før avtaleinngåelse på den registrertes "
            "anmodning. En kontaktperson hos en bedriftskunde er normalt ikke part i avtalen.",
            "en": "Needed for the performance of a contract with the person, or for steps prior to a contract at the "
            "person’s request. A contact at a business customer is normally not a party to the contract.",
        },
    ),
    (
        "61C",
        "c",
        {"nb": "Rettslig forpliktelse", "en": "Legal obligation"},
        {
            "nb": "En lov pålegger virksomheten dette. Formålet må vise til loven.",
            "en": "A law requires this of the company. The purpose must cite the law.",
        },
    ),
    (
        "61D",
        "d",
        {"nb": "Vitale interesser", "en": "Vital interests"},
        {
            "nb": "Nødvendig for å verne noens liv eller helse.",
            "en": "Needed to protect somebody’s life or health.",
        },
    ),
    (
        "61E",
        "e",
        {"nb": "Oppgave i allmennhetens interesse", "en": "Public task"},
        {
            "nb": "Nødvendig for en oppgave i allmennhetens interesse eller for å utøve offentlig myndighet. "
            "Formålet må vise til loven.",
            "en": "Needed for a task in the public interest or in the exercise of official authority. "
            "The purpose must cite the law.",
        },
    ),
    (
        "61F",
        "f",
        {"nb": "Berettiget interesse", "en": "Legitimate interests"},
        {
            "nb": "Virksomhetens interesse veier tyngre enn hensynet til personen. Krever en godkjent "
            "interesseavveining, og personen kan protestere.",
            "en": "The company’s interest outweighs the person’s. It takes an approved assessment, "
            "and the person can object.",
        },
    ),
)

# key, names, descriptions, from_person (Art. 13, else Art. 14), sends_confirmation (M4)
SOURCES: tuple[tuple[str, Texts, Texts, bool, bool], ...] = (
    (
        "USER",
        {"nb": "Registrert av bruker", "en": "Created by user"},
        {"nb": "En ansatt skrev inn personen.", "en": "A member of staff wrote the person in."},
        False,
        True,
    ),
    (
        "EMAIL",
        {"nb": "E-post", "en": "E-mail"},
        {"nb": "Personen skrev til oss på e-post.", "en": "The person wrote to us by e-mail."},
        True,
        True,
    ),
    (
        "REQUEST",
        {"nb": "Innkommende forespørsel", "en": "Incoming request"},
        {"nb": "Personen tok kontakt med en forespørsel.", "en": "The person came to us with a request."},
        True,
        True,
    ),
    (
        "CHAT",
        {"nb": "Chat", "en": "Chat"},
        {"nb": "Personen skrev til oss i chatten.", "en": "The person wrote to us in the chat."},
        True,
        True,
    ),
    (
        "WEBFORM",
        {"nb": "Nettskjema", "en": "Web form"},
        {"nb": "Personen fylte ut et skjema på nettet.", "en": "The person filled in a form on the web."},
        True,
        True,
    ),
    (
        "PORTAL",
        {"nb": "Kundeportal", "en": "Customer portal"},
        {"nb": "Personen registrerte seg på egne sider.", "en": "The person signed up on their own page."},
        True,
        True,
    ),
    (
        "IMPORT",
        {"nb": "Import", "en": "Import"},
        {"nb": "Personen kom inn med en fil.", "en": "The person came in with a file."},
        False,
        False,
    ),
    (
        "API",
        {"nb": "Annen integrasjon", "en": "Other integration"},
        {"nb": "Et annet system sendte personen.", "en": "Another system sent the person."},
        False,
        False,
    ),
    (
        "UNKNOWN",
        {"nb": "Ukjent", "en": "Unknown"},
        {
            "nb": "Vi vet ikke hvordan personen kom inn. Finn det ut og rett det.",
            "en": "We do not know how the person came in. Find out and set it right.",
        },
        False,
        False,
    ),
)

# The same sources as they are said to the person, after “Your details came from:” (Art. 14(2)(f)).
SOURCES_TO_PEOPLE: dict[str, Texts] = {
    "USER": {"nb": "En av våre ansatte", "en": "One of our staff"},
    "EMAIL": {"nb": "En e-post du sendte oss", "en": "An e-mail you sent us"},
    "REQUEST": {"nb": "En henvendelse fra deg", "en": "A request from you"},
    "CHAT": {"nb": "Chatten du hadde med oss", "en": "Your chat with us"},
    "WEBFORM": {"nb": "Et skjema du fylte ut på nettet", "en": "A form you filled in on the web"},
    "PORTAL": {"nb": "Din egen side hos oss", "en": "Your own page with us"},
    "IMPORT": {"nb": "En liste vi har lagt inn", "en": "A list that we brought in"},
    "API": {"nb": "Et annet av systemene våre", "en": "Another of our systems"},
    "UNKNOWN": {"nb": "Det vet vi ikke", "en": "We do not know"},
}

# key, names, from_person
WAYS: tuple[tuple[str, Texts, bool], ...] = (
    ("MEETING", {"nb": "Møte", "en": "Meeting"}, True),
    ("PHONE", {"nb": "Telefon", "en": "Phone"}, True),
    ("FAIR", {"nb": "Messe", "en": "Fair"}, True),
    ("BUSINESSCARD", {"nb": "Visittkort", "en": "Business card"}, True),
    ("SOCIALMEDIA", {"nb": "Sosiale medier", "en": "Social media"}, False),
    ("REFERRAL", {"nb": "Anbefaling", "en": "Referral"}, False),
)

STORE_TEXTS: dict[str, Texts] = {
    "names": {"nb": "Salg og tjenester", "en": "Sales and service"},
    "descriptions": {
        "nb": "Vi lagrer personen for å selge til og hjelpe vedkommende, vanligvis en mulig eller nåværende kunde.",
        "en": "We hold the person to sell to them and serve them, usually as a potential or present customer.",
    },
    "public_texts": {
        "nb": "Vi lagrer navnet ditt, hvordan vi når deg, hvor du jobber og det vi har avtalt, så vi kan svare deg, gi "
        "tilbud og levere det du bestiller. Vi deler det ikke med andre enn dem som hjelper oss med dette. Du kan be "
        "om innsyn, retting eller sletting, og du kan protestere.",
        "en": "We keep your name, how to reach you, where you work and what we have agreed, so that we can answer you, "
        "make offers and deliver what you order. We share it only with those who help us do this. You can ask to see "
        "it, have it corrected or erased, and you can object.",
    },
    "approval_texts": {
        "nb": "Ja, dere kan lagre opplysningene mine for å svare meg og gi meg tilbud.",
        "en": "Yes, you may keep my details to answer me and make me offers.",
    },
}
EMARKETING_TEXTS: dict[str, Texts] = {
    "names": {"nb": "E-markedsføring", "en": "E-marketing"},
    "descriptions": {
        "nb": "Nyheter og tilbud om varer og tjenester på e-post, til dem som har sagt ja.",
        "en": "News and offers about products and services by e-mail, to those who have said yes.",
    },
    "public_texts": {
        "nb": "Vi sender deg nyheter og tilbud på e-post. Du kan si nei når som helst, og da får du ikke mer.",
        "en": "We send you news and offers by e-mail. You can say no at any time, and then you get nothing more.",
    },
    "approval_texts": {
        "nb": "Ja, send meg nyheter og tilbud på e-post.",
        "en": "Yes, send me news and offers by e-mail.",
    },
}

# The first texts to say yes to. REQ-12: who, what for, which data, the right to withdraw, automated decisions, transfers.
# They name the company as whoever asks; a company writes its own name into its own version.
STORE_WORDING: Texts = {
    "nb": "Ja, virksomheten som spør meg her, kan lagre navnet mitt, e-postadressen, telefonnummeret og det vi skriver "
    "til hverandre, for å svare meg og gi meg tilbud. Virksomheten er behandlingsansvarlig, deler ikke opplysningene "
    "med andre som bruker dem til egne formål, sender dem ikke ut av EØS og tar ingen automatiserte avgjørelser om "
    "meg. Jeg kan trekke samtykket tilbake når som helst, like lett som jeg ga det.",
    "en": "Yes, the company that asks me here may keep my name, e-mail address, phone number and what we write to each "
    "other, to answer me and make me offers. The company is the controller, shares the data with nobody who uses them "
    "for purposes of their own, does not send them outside the EEA and makes no automated decisions about me. I can "
    "withdraw my consent at any time, as easily as I gave it.",
}
EMARKETING_WORDING: Texts = {
    "nb": "Ja, virksomheten som spør meg her, kan sende meg nyheter og tilbud om egne varer og tjenester på e-post. "
    "Til det bruker den navnet mitt, e-postadressen og det jeg har valgt å få. Virksomheten er behandlingsansvarlig, "
    "deler ikke opplysningene med andre som bruker dem til egne formål, sender dem ikke ut av EØS og tar ingen "
    "automatiserte avgjørelser om meg. Jeg kan trekke samtykket tilbake når som helst, med lenken i hver e-post.",
    "en": "Yes, the company that asks me here may send me news and offers about its own products and services by "
    "e-mail. For that it uses my name, my e-mail address and what I have chosen to get. The company is the controller, "
    "shares the data with nobody who uses them for purposes of their own, does not send them outside the EEA and makes "
    "no automated decisions about me. I can withdraw my consent at any time, with the link in every e-mail.",
}

STORE_RETENTION_MONTHS = 36

# The balancing test that STORE stands on once somebody with the right approves it. A draft: read it, change it, own it.
STORE_ASSESSMENT: dict[str, Texts] = {
    "nb": {
        "interest": "Vi vil kunne svare dem som tar kontakt, følge opp tilbud og avtaler, og holde kontakt med "
        "kontaktpersoner hos kunder, mulige kunder, leverandører og partnere. Det er en lovlig, konkret og reell "
        "interesse som hører til vanlig drift. Interessen er vår egen; kunden har samme interesse av at vi kjenner "
        "den rette å snakke med.",
        "necessity": "Uten navn, arbeidssted, e-post, telefon og en oversikt over hva vi har avtalt, kan vi ikke svare "
        "den rette, levere det som er bestilt, eller vite at noen alt har fått svar. Vi lagrer ikke kjønn eller "
        "fødselsdato som standard, og ingen særlige kategorier av opplysninger.",
        "alternatives": "Vi har vurdert å bare lagre virksomheten og en felles adresse, å spørre om samtykke først, og å "
        "slette rett etter hvert svar. En felles adresse når ikke den som har ansvaret. Et samtykke ville vært uten "
        "reelt valg når noen ber oss om noe og vi må lagre det for å svare. Sletter vi straks, mister begge parter "
        "historikken de trenger ved feil og reklamasjoner.",
        "nature": "Navn, arbeidssted, e-post, telefon og hva vi har avtalt: vanlige opplysninger, mest om yrkesliv. Ingen "
        "særlige kategorier, ingen opplysninger om privatliv ut over det personen selv skriver til oss.",
        "relationship": "Kunder, mulige kunder, leverandører og partnere, og de som kontakter oss. Partene er omtrent like "
        "sterke, og hver kan avslutte kontakten når den vil.",
        "children": "Barn er ikke målgruppen, og vi lagrer ikke alder. Får vi vite at noen er barn, sletter vi dem.",
        "opt_out": "Alle kan protestere på sin egen side uten å logge inn, eller ved å skrive til oss. Vi slutter å bruke "
        "opplysningene til protesten er vurdert, og sletter dem når den blir tatt til følge.",
        "expectations": "Den som ber om et tilbud, bestiller, leverer til oss eller gir oss visittkortet sitt, venter at "
        "vi husker det. De fleste møter oss i kraft av jobben sin. Den vi har fått opplysninger om fra andre, får "
        "vite det innen en måned, eller første gang vi tar kontakt om det skjer før.",
        "impact": "Opplysningene er få, vanlige og knyttet til yrkesliv eller et kundeforhold. Ulempen ved at vi lagrer "
        "dem, er liten: noen kan bli kontaktet om en forespørsel som ikke lenger er aktuell. Barn og sårbare "
        "grupper er ikke målgruppen. Vi lager ingen profiler og tar ingen automatiserte avgjørelser.",
        "safeguards": "Ansatte ser bare det de har rettighet til, og alle oppslag og endringer føres i en logg. Vi "
        "sletter 36 måneder etter siste kontakt. Markedsføring på e-post, SMS og lignende bygger ikke på denne "
        "vurderingen, men på samtykke eller unntaket for eksisterende kunder. Hver person kan se opplysningene sine, få "
        "dem rettet eller slettet, og protestere gjennom sin egen lenke uten å logge inn. Protesten blir vurdert av en "
        "person.",
        "result": "Vår interesse i å holde kontakt med dem vi handler med, veier tyngre enn den lille ulempen, så lenge "
        "tiltakene over blir fulgt. Vi kan bygge formålet «Salg og tjenester» på berettiget interesse, og vurderer "
        "dette på nytt senest om 24 måneder.",
    },
    "en": {
        "interest": "We want to answer those who contact us, follow up offers and agreements, and keep in touch with "
        "our contacts at customers, potential customers, suppliers and partners. That is a lawful, specific and real "
        "interest and part of ordinary business. The interest is our own; the customer shares it, since they want us "
        "to know whom to speak to.",
        "necessity": "Without a name, a place of work, an e-mail address, a phone number and a record of what we agreed, "
        "we cannot answer the right person, deliver what was ordered, or know that somebody has already had an answer. "
        "We do not keep gender or date of birth by default, and no special categories of data.",
        "alternatives": "We have considered keeping only the company and a shared address, asking for consent first, and "
        "erasing after each answer. A shared address does not reach whoever is responsible. Consent would be no real "
        "choice where somebody asks us for something that we must keep in order to answer. Erasing at once would cost "
        "both sides the history they need when something goes wrong.",
        "nature": "Name, place of work, e-mail, phone and what we agreed: ordinary data, mostly about work. No special "
        "categories, nothing about private life beyond what people write to us themselves.",
        "relationship": "Customers, potential customers, suppliers and partners, and those who contact us. The two sides "
        "are about equally strong, and each may end the contact at any time.",
        "children": "Children are not addressed, and we keep no age. Where we learn that somebody is a child, we erase "
        "them.",
        "opt_out": "Everybody can object on their own page without signing in, or by writing to us. We stop using the data "
        "until the objection is decided, and erase them where it is upheld.",
        "expectations": "Whoever asks for an offer, places an order, supplies us or hands us a business card expects us "
        "to remember it. Most people meet us through their work. Those we have heard of from others are told within one "
        "month, or when we first contact them if that is sooner.",
        "impact": "The data are few, ordinary and tied to work or to a customer relationship. The harm of our keeping "
        "them is small: somebody may be contacted about a matter that is no longer of interest. Children and "
        "vulnerable groups are not addressed. We make no profiles and no automated decisions.",
        "safeguards": "Staff see only what they have a right to, and every look and change is kept in an audit trail. We "
        "erase 36 months after the last contact. Marketing by e-mail, SMS and the like does not rest on this "
        "assessment but on consent or the exception for existing customers. Each person can see their data, have them "
        "corrected or erased, and object through their own link without signing in. A human being decides on the "
        "objection.",
        "result": "Our interest in keeping in touch with those we do business with outweighs the small harm, as long as "
        "the safeguards above are kept. The purpose “Sales and service” may rest on legitimate interests, and we assess "
        "this again within 24 months.",
    },
}
