"""The register of measures: what the system sees by itself, both ways; what feeds the record of processing. M29, REQ-51."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as configured

from samtykke.accounts.models import User
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.governance.answers import actions
from samtykke.governance.answers.queries import standings
from samtykke.governance.guide.book import GUIDE
from samtykke.governance.measures import checks
from samtykke.governance.measures.book import MEASURES
from samtykke.governance.measures.queries import measures_in_words
from samtykke.governance.models import Answer, State
from samtykke.governance.records.queries import record_in
from tests.accounts.factories import make_user
from tests.governance.guide.test_checks import administrators, give_right, switch_off, with_factor
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db
SYSTEM: dict[str, Any] = {"by": Actor.system(), "via": Via.SYSTEM}


def is_met(key: str) -> bool:
    """What the register finds of a measure now."""
    found = next(one for one in standings(MEASURES) if one.question.key == key)
    assert found.finding is not None
    assert found.is_closed == found.finding.is_met
    return found.finding.is_met


def note(folder: Path, name: str, *, days: int) -> None:
    """That a command ran so many days ago."""
    (folder / name).write_text((now() - timedelta(days=days)).isoformat(), encoding="utf-8")


def key_file(folder: Path, *, days: int = 0, mode: int = 0o600) -> None:
    """A secret key made so many days ago."""
    file = folder / "secret-key"
    file.write_text("x", encoding="utf-8")
    file.chmod(mode)
    at = (now() - timedelta(days=days)).timestamp()
    os.utime(file, (at, at))


def verified(faults: int) -> None:
    """That the log of consents was checked."""
    audit.record(Deed.LEDGER_VERIFIED, subject=None, events=3, faults=faults, **SYSTEM)


BY_THE_TRAIL = ("trail", "log-integrity")
# Measure → what makes it so, and what makes it no longer so; each gets the data directory and the settings.
BOTH_WAYS: dict[str, tuple[Callable[[Path, Any], Any], Callable[[Path, Any], Any]]] = {
    "second-factor": (
        lambda _f, _s: with_factor(make_user("Ada Alt", "administrator")),
        lambda _f, _s: make_user("Bo Begge", "privacy_officer"),
    ),
    "passwords": (lambda _f, _s: None, lambda _f, s: setattr(s, "AUTH_PASSWORD_VALIDATORS", [])),
    "sessions": (lambda _f, _s: None, lambda _f, s: setattr(s, "SESSION_COOKIE_AGE", 14 * 24 * 3600)),
    "leavers": (
        lambda _f, _s: make_user("Ada Ny"),
        lambda _f, _s: User.objects.update(created_at=now() - timedelta(days=91)),
    ),
    "four-eyes": (
        lambda _f, _s: administrators("Ada Alt", "Bo Begge"),
        lambda _f, _s: switch_off(),
    ),
    "bulk-delete": (
        lambda _f, _s: give_right(Right.BULK_DELETE, "Ada En", "Bo To"),
        lambda _f, _s: give_right(Right.BULK_DELETE, "Cato Tre"),
    ),
    "tls": (
        lambda _f, s: setattr(s, "BASE_URL", "https://crm.example"),
        lambda _f, s: setattr(s, "BASE_URL", "http://crm.example"),
    ),
    "backup": (lambda f, _s: note(f, "last-backup", days=6), lambda f, _s: note(f, "last-backup", days=8)),
    "restore": (
        lambda f, _s: note(f, "last-restore-test", days=180),
        lambda f, _s: note(f, "last-restore-test", days=190),
    ),
    "database-roles": (
        lambda _f, s: setattr(s, "OWNER_ROLE", "another"),
        lambda _f, s: setattr(s, "OWNER_ROLE", configured.APP_ROLE),
    ),
    "secret-file": (lambda f, _s: key_file(f), lambda f, _s: key_file(f, mode=0o644)),
    "key-age": (lambda f, _s: key_file(f, days=700), lambda f, _s: key_file(f, days=740)),
    "debug-off": (lambda _f, s: setattr(s, "DEBUG", False), lambda _f, s: setattr(s, "DEBUG", True)),
}


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """An empty data directory."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_every_measure_that_ticks_itself_is_tried_both_ways() -> None:
    """Breaks when a check is added and nobody has seen it tick and open again."""
    assert {question.key for question in MEASURES.questions if question.answers_itself} == {*BOTH_WAYS, *BY_THE_TRAIL}


@pytest.mark.parametrize("key", list(BOTH_WAYS))
def test_a_measure_ticks_and_opens_again_by_itself(key: str, folder: Path, settings: Any) -> None:
    """Breaks when a check is always true, always false, or asks of something else."""
    makes, breaks = BOTH_WAYS[key]
    makes(folder, settings)
    assert is_met(key)
    breaks(folder, settings)
    assert not is_met(key)


@pytest.mark.parametrize("key", BY_THE_TRAIL)
def test_what_the_trail_shows_opens_with_time(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Breaks when silence of the trail, or of the nightly check, goes unseen."""
    verified(0)
    assert is_met(key)
    name = "TRAIL_WRITTEN_WITHIN" if key == "trail" else "LOG_CHECKED_EVERY"
    monkeypatch.setattr(checks, name, timedelta(seconds=-5))
    assert not is_met(key)


def test_faults_in_the_log_open_the_measure() -> None:
    """Breaks when a check that found faults counts as well done."""
    verified(2)
    assert not is_met("log-integrity")


def test_a_key_from_the_environment_has_no_file_to_read(folder: Path) -> None:
    """Breaks when the missing file is an error, or its age is made up."""
    assert (is_met("secret-file"), is_met("key-age")) == (True, False)


def test_a_note_that_is_no_time_counts_as_none(folder: Path) -> None:
    """Breaks when a damaged note is an error page."""
    (folder / "last-backup").write_text("yesterday", encoding="utf-8")
    assert not is_met("backup")


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_is_in_place_stands_in_the_record_in_words(language: str, folder: Path, settings: Any) -> None:
    """REQ-51(g). Breaks when the record says more or less than the register."""
    settings.BASE_URL = "https://crm.example"
    verified(1)  # so that the trail is written already
    before = measures_in_words(language)
    actions.answer(MEASURES, MEASURES.by_key["disk"], version=0, state=State.DONE, note="x", **SYSTEM)
    told = {"nb": "Disker på servere og enheter er kryptert.", "en": "Disks of servers and devices are encrypted."}
    assert told[language] in set(measures_in_words(language)) - set(before)
    assert len(measures_in_words(language)) == len(before) + 1
    assert told[language] in record_in(language).measures


def test_a_measure_has_its_page_and_its_answer_apart_from_the_guide(siri: User) -> None:
    """Breaks when a measure and a point of the guide share an answer by sharing a key."""
    officer = browse(siri)
    assert "training" in GUIDE.by_key and "training" in MEASURES.by_key  # noqa: PT018 - the premise
    sent = {"state": "done", "note": "All of them, in May.", "review_on": "2040-05-01", "version": "0"}
    assert officer.post("/measures/training/answer/", sent).status_code == 302
    assert Answer.objects.get().register == "measures"
    assert "All of them, in May." in text_of(officer.get("/measures/training/"))
    assert "All of them, in May." not in text_of(officer.get("/guide/training/"))
    assert "All of them, in May." in text_of(officer.get("/measures/print/"))


def test_the_register_opens_for_who_reads_governance_alone(auditor: User, ola: User) -> None:
    """Breaks when measures are told to everybody."""
    assert [browse(user).get("/measures/").status_code for user in (auditor, ola)] == [200, 403]
