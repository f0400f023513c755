"""An external id belongs to one person, also where the API gives it while a file brings it in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from samtykke.contacts.models import Person
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import actions
from samtykke.intake.channels.file.queries import register
from tests.factories import make_person
from tests.intake.file.runs import received

pytestmark = pytest.mark.django_db(transaction=True)


def in_thread(act: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Begins an act on a connection of its own; what it ends with comes into the list."""
    ended: list[Any] = []

    def run() -> None:
        try:
            ended.append(act())
        except Refused as refusal:
            ended.append(refusal.code)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, ended


def test_an_external_id_given_while_a_batch_is_written_is_taken(monkeypatch):
    run = received("external_id,email,first_name\nE1,e1@example.org,E\n")
    written, go_on = threading.Event(), threading.Event()
    append = register.append_first_from

    def slowly(*args: Any) -> int:
        count = append(*args)
        written.set()
        go_on.wait(20)
        return count

    monkeypatch.setattr(register, "append_first_from", slowly)
    batch, _ = in_thread(lambda: actions.carry_out(run))
    written.wait(20)
    registration, ended = in_thread(lambda: make_person("Api", "Person", external_id="E1"))
    registration.join(1)
    go_on.set()
    batch.join()
    registration.join()
    assert ended == ["external_id_taken"]
    assert Person.objects.filter(external_id="E1").count() == 1
