"""How far Fjordlys is with the set-up guide and the security measures: most is decided, some waits, something is late."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from samtykke.accounts.models import User
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.governance.answers import actions
from samtykke.governance.answers.books import book_of
from samtykke.governance.models import Answer, Register, State

if TYPE_CHECKING:
    from samtykke.governance.answers.books import Book

# Point → what was decided. Everything is done unless it stands in WAITING.
DECIDED: Final = {
    "strategy": "Styret vedtok personvernstrategien i møte 12. januar. Siri Vernes svarer for den, og den gjennomgås hvert år i januar.",
    "ways-in": "Skjema på nettsiden, telefon, messer, import fra nettbutikken. Hver vei er en kilde i listen; resten er slått av.",
    "categories": "Mulig kunde, kunde, tapt kunde og leverandør. «Diverse» er tatt bort.",
    "consent-only": "Kunder lagres på avtale og berettiget interesse. Vi spør bare om samtykke til nyhetsbrev og invitasjoner.",
    "told-at-once": "Alle skjemaer har en setning om formålet og lenke til personvernerklæringen over knappen.",
    "requests": "Alt som ligner en begjæring, sendes til personvern@fjordlys.example samme dag. Siri svarer innen tre uker.",
    "identity": "Vi svarer til adressen vi har, med lenken til den egne siden. Kopi av legitimasjon ber vi aldri om.",
    "access": "Den egne siden viser det meste. Siri henter resten fra regnskapet innen en uke.",
    "correction": "Den som får beskjeden, retter på kortet samme dag.",
    "erasure": "Vi sletter alt unntatt det bokføringsloven krever i fem år. Personen får vite hva som blir igjen, og hvorfor.",
    "restriction": "Bruken begrenses på kortet samme dag, og oppheves først når Siri har svart.",
    "objection": "Nei til markedsføring skrives på kortet mens kunden er i telefonen. Alt annet tar Siri.",
    "automated": "Nei. Ingen avgjørelser tas av maskiner alene hos oss.",
    "breach-plan": "Ring Siri, dag og natt. Hun melder til Datatilsynet innen 72 timer; daglig leder godkjenner brev til de berørte.",
    "purposes": "De to standardformålene, pluss invitasjoner og undersøkelser. Godkjent av ledergruppen i mars.",
    "lists": "«Avtale» heter Kundeavtale hos oss. Kildene vi ikke bruker, er slått av.",
    "roles": "Gjennomgått med salgslederen i september. Per mistet tilgangen da han byttet avdeling.",
    "on-behalf": "Bare personvernansvarlig har rettigheten. Alle andre sender personen lenken.",
    "export": "Siri og administratoren. Salg må spørre.",
}  # fmt: skip
WAITING: Final = {
    "data": "Felt for felt er gjennomgått; notatene gjenstår.",
    "training": "To av fire har tatt kurset.",
    "erasure-everywhere": "Listen over systemer er laget. Vi mangler svar fra regnskapskontoret.",
}
ASIDE: Final = {
    "portability": "Vi har ikke opplysninger som noen kan ta med til en annen leverandør. Vurderes på nytt neste år."
}
OWNED: Final = {
    "officer": 20,
    "breach-words": 30,
    "tidy": -9,
    "training": -3,
    "erasure-everywhere": 14,
    "bulk-update": 40,
}
MEASURED: Final = {
    "risks": "Gjennomgått i ledermøte i februar. Størst risiko: e-post til feil mottaker.",
    "policy": "To sider, lest av alle. Ligger på intranettet.",
    "responsible": "Astrid for driften, Siri for reglene.",
    "silence": "Alle har signert; papirene ligger hos daglig leder.",
    "processors": "Driftsleverandøren og e-posttjenesten er vurdert; avtalene ligger i mottakerregisteret.",
    "breaches": "Prøvd 4. mai med en oppdiktet sak. Det tok 40 minutter å finne alle de berørte.",
    "files-outside": "Eksporter slettes etter en uke. Vi skriver ikke ut kundelister.",
    "premises": "Kontoret har adgangskort; serveren står hos driftsleverandøren.",
    "need-to-know": "Gjennomgått i september.",
    "disk": "Alle maskiner er kryptert. Bekreftet av driftsleverandøren.",
    "backup-elsewhere": "Kopiene ligger i et annet datasenter i 30 dager.",
    "updates": "Astrid leser varslene hver mandag; kritiske rettelser samme døgn.",
    "devices": "Skjermlås etter fem minutter; mistede telefoner tømmes.",
}
MEASURES_WAITING: Final = {
    "continuity": "Utkast ligger hos daglig leder.",
    "network": "Venter på svar fra driftsleverandøren.",
}
MINUTES: Final = ("Styreprotokoll 12. januar", "https://fjordlys.example/styret/protokoller/2026-01-12")


def answer_the_guide(*, siri: Actor, admin: Actor) -> None:
    """Answers what a company has answered after some months, with owners, days, evidence."""
    guide, measures = book_of(Register.GUIDE), book_of(Register.MEASURES)
    officer, operator = User.objects.get(pk=siri.id), User.objects.get(pk=admin.id)
    day = now().date()
    for key, days in OWNED.items():
        _give(guide, key, operator if key == "training" else officer, day + timedelta(days=days), siri)
    for told, state in ((DECIDED, State.DONE), (WAITING, State.IN_WORK)):
        for key, note in told.items():
            _answer(guide, key, siri, state=state, note=note, owner=officer)
    for key, reason in ASIDE.items():
        _answer(guide, key, siri, state=State.NOT_RELEVANT, reason=reason)
    for told, state in ((MEASURED, State.DONE), (MEASURES_WAITING, State.IN_WORK)):
        for key, note in told.items():
            review = day + timedelta(days=300) if state == State.DONE else None
            _answer(measures, key, admin, state=state, note=note, owner=operator, review_on=review)
    title, url = MINUTES
    actions.keep_link(guide, guide.by_key["strategy"], title=title, url=url, by=siri, via=Via.COMMAND)


def _give(book: Book, key: str, owner: User, due_on: date, by: Actor) -> None:
    actions.assign(book, [book.by_key[key]], owner=owner, due_on=due_on, by=by, via=Via.COMMAND)


def _answer(book: Book, key: str, by: Actor, **told: Any) -> None:
    kept = Answer.objects.filter(register=book.register, key=key).values_list("version", flat=True).first()
    actions.answer(book, book.by_key[key], version=kept or 0, by=by, via=Via.COMMAND, **told)
