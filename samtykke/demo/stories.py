"""What happened to each person and purpose: every status, told in the order in which it reached the company."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from samtykke.demo.people import Drawn

STORE, EMARKETING, EVENTS, SURVEYS = "STORE", "EMARKETING", "EVENTS", "CUSTOMERSURVEY"
PAPER = "Ja takk, jeg vil gjerne få nyhetsbrev fra Fjordlys AS på e-post. Jeg kan si nei når som helst."


@dataclass(slots=True, kw_only=True, eq=False)
class Told:
    """One fact to be."""

    purpose: str
    status: str
    at: datetime
    basis: str | None = None
    source: str = "USER"
    via: str = "staff"
    actor: str = "ola"
    act_by: str = "controller"
    point: tuple[str, str] | None = None
    has_wording: bool = False
    shown_text: str = ""
    evidence: str = ""
    reference: str = ""
    comment: str = ""
    expires_at: datetime | None = None
    precision: str = "instant"
    voids: Told | None = None


@dataclass(slots=True)
class Scene:
    """One person's time between coming in and now."""

    person: Drawn
    rng: Random
    now: datetime

    def at(self, low: float, high: float) -> datetime:
        """A moment that so much of the time had passed."""
        passed = (self.now - self.person.origin_at) * self.rng.uniform(low, high)
        return min(self.person.origin_at + passed, self.now - timedelta(minutes=1))


Story = Callable[[Scene, str], list[Told]]


def asked(scene: Scene, purpose: str) -> list[Told]:
    """Asked by mail, and never answered."""
    return [
        Told(purpose=purpose, status="requested", basis="61A", at=scene.at(0.2, 0.9), actor="siri", has_wording=True)
    ]


def unconfirmed(scene: Scene, purpose: str) -> list[Told]:
    """Somebody wrote the address into the form; nobody has confirmed it."""
    return [_signed_up(scene, purpose, scene.at(0.3, 0.97))]


def given_online(scene: Scene, purpose: str) -> list[Told]:
    """The form, the mail, the button: double opt-in."""
    first = _signed_up(scene, purpose, scene.at(0.0, 0.6))
    return [first, _yes(purpose, first.at + timedelta(minutes=scene.rng.randrange(1, 40)), "double_opt_in", "WEBFORM")]


def given_on_paper(scene: Scene, purpose: str) -> list[Told]:
    """A signed card from a fair, with a text of its own."""
    day = scene.at(0.0, 0.6)
    yes = Told(purpose=purpose, status="given", basis="61A", at=day, act_by="person", evidence="paper", precision="day")
    yes.shown_text, yes.reference, yes.comment = PAPER, f"Perm {scene.rng.randrange(1, 40)}", "Kort fra messen"
    return [yes]


def given_in_another_system(scene: Scene, purpose: str) -> list[Told]:
    """Proof that came with an import: enough for a gap, never against a no."""
    yes = Told(
        purpose=purpose, status="given", basis="61A", at=scene.at(0.0, 0.3), source="IMPORT", via="file", actor="siri"
    )
    yes.evidence, yes.reference, yes.has_wording = "import", "optin_confirm 2024-11", True
    return [yes]


def renewed(scene: Scene, purpose: str) -> list[Told]:
    """Said yes again on the own page, some time after the first yes."""
    return [*given_online(scene, purpose), _yes(purpose, scene.at(0.65, 0.95), "portal", "PORTAL")]


def not_known(scene: Scene, purpose: str) -> list[Told]:
    """A yes in an old list that nobody can show."""
    return [
        Told(
            purpose=purpose,
            status="unknown",
            basis="61A",
            at=scene.at(0.0, 0.2),
            source="IMPORT",
            via="file",
            actor="siri",
        )
    ]


def refused(scene: Scene, purpose: str) -> list[Told]:
    """Asked, and said no."""
    question = asked(scene, purpose)[0]
    no = Told(
        purpose=purpose,
        status="refused",
        basis="61A",
        at=question.at + timedelta(hours=5),
        source="PORTAL",
        actor="person",
        act_by="person",
    )
    no.at, no.via = min(no.at, scene.now - timedelta(minutes=1)), "preference_page"
    return [question, no]


def refused_by_phone(scene: Scene, purpose: str) -> list[Told]:
    """Told a member of staff; only the day is known."""
    no = Told(purpose=purpose, status="refused", basis="61A", at=scene.at(0.1, 0.8), act_by="person", precision="day")
    no.comment = "Ringte og ba om å slippe"
    return [no]


def withdrawn(scene: Scene, purpose: str) -> list[Told]:
    """Said yes, and took it back on the own page."""
    return [*given_online(scene, purpose), _no(purpose, scene.at(0.65, 0.99))]


def withdrawn_by_staff(scene: Scene, purpose: str) -> list[Told]:
    """Said yes on paper, and took it back over the counter."""
    no = Told(purpose=purpose, status="withdrawn", basis="61A", at=scene.at(0.65, 0.99), act_by="person")
    no.comment = "Sa fra i møte"
    return [*given_on_paper(scene, purpose), no]


def lifted(scene: Scene, purpose: str) -> list[Told]:
    """Yes, no, and an own yes again: the only way back."""
    no = _no(purpose, scene.at(0.65, 0.75))
    return [*given_online(scene, purpose), no, _yes(purpose, scene.at(0.8, 0.98), "double_opt_in", "WEBFORM")]


def objected(scene: Scene, purpose: str) -> list[Told]:
    """No answer stood, and none is wanted."""
    no = Told(purpose=purpose, status="objected", at=scene.at(0.2, 0.95), source="EMAIL", via="email", actor="siri")
    no.act_by, no.comment = "person", "Svarte på et tilbud"
    return [no]


def expired(scene: Scene, purpose: str) -> list[Told]:
    """A yes for a season, and the season is over."""
    told = given_online(scene, purpose)
    told[-1].expires_at = scene.at(0.7, 0.9)
    note = Told(purpose=purpose, status="expired", basis="61A", at=told[-1].expires_at, source="UNKNOWN")
    note.via, note.actor = "system", "system"
    return [*told, note]


def voided(scene: Scene, purpose: str) -> list[Told]:
    """Recorded on the wrong person, and set right."""
    wrong = given_on_paper(scene, purpose)[0]
    wrong.act_by = "controller"
    right = Told(purpose=purpose, status="invalidated", basis="61A", at=scene.at(0.7, 0.95), actor="siri", voids=wrong)
    right.comment = "Kortet gjaldt en navnebror"
    return [wrong, right]


def voided_after_no(scene: Scene, purpose: str) -> list[Told]:
    """The mistake came after a no, which stands again."""
    no = refused_by_phone(scene, purpose)
    return [*no, *voided(scene, purpose)]


def late_no(scene: Scene, purpose: str) -> list[Told]:
    """A letter of long ago that was found today: it changes what was true, not what we knew."""
    yes = given_in_another_system(scene, purpose)[0]
    yes.at = scene.at(0.5, 0.6)
    no = Told(purpose=purpose, status="refused", basis="61A", at=scene.at(0.1, 0.4), actor="siri", act_by="person")
    no.comment, no.precision = "Brevet lå i feil perm", "day"
    return [yes, no]


def late_yes(scene: Scene, purpose: str) -> list[Told]:
    """A card signed before the no turned up after it: history, nothing more."""
    no = _no(purpose, scene.at(0.6, 0.8))
    return [no, *given_on_paper(scene, purpose)]


def in_force(scene: Scene, purpose: str) -> list[Told]:
    """Rests on legitimate interests."""
    return [Told(purpose=purpose, status="in_force", basis="61F", at=scene.at(0.0, 0.5), actor="siri")]


def ended(scene: Scene, purpose: str) -> list[Told]:
    """Rested on legitimate interests, until the reason was gone."""
    end = Told(purpose=purpose, status="ended", basis="61F", at=scene.at(0.6, 0.95), comment="Prosjektet er avsluttet")
    return [*in_force(scene, purpose), end]


def silent(scene: Scene, purpose: str) -> list[Told]:
    """Never asked."""
    return []


def _signed_up(scene: Scene, purpose: str, at: datetime) -> Told:
    told = Told(purpose=purpose, status="pending_confirmation", basis="61A", at=at, source="WEBFORM", via="web_form")
    told.actor, told.point, told.has_wording = "person", ("form", "newsletter"), True
    return told


def _yes(purpose: str, at: datetime, evidence: str, source: str) -> Told:
    yes = Told(purpose=purpose, status="given", basis="61A", at=at, source=source, actor="person", act_by="person")
    yes.via = "preference_page" if source == "PORTAL" else "web_form"
    yes.point = None if source == "PORTAL" else ("form", "newsletter")
    yes.evidence, yes.has_wording, yes.reference = (
        evidence,
        True,
        "Egen side" if source == "PORTAL" else "/f/newsletter/",
    )
    return yes


def _no(purpose: str, at: datetime) -> Told:
    return Told(
        purpose=purpose,
        status="withdrawn",
        basis="61A",
        at=at,
        source="PORTAL",
        via="preference_page",
        actor="person",
        act_by="person",
    )


MARKETING: dict[Story, int] = {
    silent: 17, given_online: 24, given_on_paper: 8, given_in_another_system: 5, renewed: 2, not_known: 7, asked: 4,
    unconfirmed: 4, refused: 4, refused_by_phone: 2, withdrawn: 7, withdrawn_by_staff: 2, objected: 4, expired: 3,
    voided: 1, voided_after_no: 1, late_no: 2, late_yes: 1, lifted: 2,
}  # fmt: skip
INVITATIONS: dict[Story, int] = {
    silent: 66, given_online: 18, given_on_paper: 5, refused: 4, withdrawn: 4, unconfirmed: 1, asked: 1, expired: 1,
}  # fmt: skip
SURVEYING: dict[Story, int] = {silent: 75, in_force: 15, given_online: 5, ended: 3, refused: 2}
