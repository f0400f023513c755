"""`samtykke ledger verify`: is the log what it was, and do the records follow from it?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries import ledger
from samtykke.core.actors import Actor, Via

SENTENCES = {
    "commitment_differs": "event {event} of person {person} is not what was recorded: its commitment differs",
    "evidence_missing": "event {event} of person {person} has lost its evidence without an erasure",
    "evidence_differs": "event {event} of person {person} has another kind of evidence than was recorded",
    "words_differ": "the words kept with event {event} of person {person} are not those that were said yes to",
    "wording_changed": "the text of wording {event} was changed after it was written",
    "record_differs": "the record of person {person} (event {event}) does not follow from the events",
    "no_origin_event": "person {person} has no event for the purpose they came by",
    "unknown_reference": "event {event} of person {person} names something that does not exist",
}


class Command(BaseCommand):
    help = "verify: derive every record anew, check every commitment. rebuild: write the records anew from the events."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "rebuild"])
        parser.add_argument("--limit", type=int, default=20, help="faults shown of each kind")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "rebuild":
            changed = ledger.rebuild()
            self.stdout.write(f"Records written anew from the events; {changed} differed.")
            return
        events, records = ledger.counts()
        self.stdout.write(f"Checking {events} events and {records} records …")
        found = 0
        for fault in ledger.faults(options["limit"]):
            found += 1
            self.stdout.write(SENTENCES[fault.fault].format(event=fault.event, person=fault.person))
        audit.record(
            Deed.LEDGER_VERIFIED, subject=None, by=Actor.system(), via=Via.COMMAND, events=events, faults=found
        )
        if found:
            self.stderr.write("The log does not hold.")
            raise SystemExit(1)
        self.stdout.write("All is as it was recorded.")
