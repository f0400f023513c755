"""`samtykke may --purpose EMARKETING --channel email`: who may receive, and why the others may not."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from samtykke.accounts.queries import company_language, company_zone
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.consents.queries.decisions import (
    ALLOWED_REASONS,
    count_by_reason,
    may_addresses,
    stream_permitted,
    stream_refused,
)
from samtykke.consents.queries.gate import Asked
from samtykke.contacts.addresses import normal_email
from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.governance.reasons import REASON_WORDS
from samtykke.purposes.models import Channel
from samtykke.purposes.queries import purpose_by_key


class Command(BaseCommand):
    help = "Says who may be reached for a purpose by a channel, and the reason for everyone who may not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--purpose", required=True, metavar="KEY")
        parser.add_argument("--channel", default="email", choices=Channel.values)
        parser.add_argument("--email", metavar="ADDRESS", help="ask for this address alone")
        parser.add_argument("--as-of", type=_time, metavar="TIME", help="what was true then (ISO 8601)")
        parser.add_argument("--known-at", type=_time, metavar="TIME", help="as far as we knew then (ISO 8601)")
        parser.add_argument("--refused", action="store_true", help="list those who may not, with the reason")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            purpose = purpose_by_key(options["purpose"])
            asked = Asked(purpose, options["channel"], options["as_of"], options["known_at"])
            with translation.override(company_language()):
                if options["email"]:
                    self._one(asked, normal_email(options["email"]), as_json=options["json"])
                elif options["json"]:
                    self._json(asked)
                else:
                    self._text(asked, refused=options["refused"])
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        audit.record(
            Deed.PEOPLE_EXPORTED,
            subject=None,
            by=Actor.system(),
            via=Via.COMMAND,
            purpose=purpose.key,
            channel=options["channel"],
        )

    def _one(self, asked: Asked, address: str, *, as_json: bool) -> None:
        decision = may_addresses([address], asked)[0][1]
        if as_json:
            answer = {"allowed": decision.allowed, "reason": decision.reason, "event": decision.event}
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(
                f"{'yes' if decision.allowed else 'no'}\t{decision.reason}\t{REASON_WORDS[decision.reason].title}"
            )

    def _json(self, asked: Asked) -> None:
        reasons = count_by_reason(asked)
        allowed = [
            {"person": row.person, "email": row.address, "reason": row.reason, "event": row.event}
            for row in stream_permitted(asked)
        ]
        refused = [{"person": row.person, "reason": row.reason, "event": row.event} for row in stream_refused(asked)]
        answer = {
            "purpose": asked.purpose.key,
            "channel": asked.channel,
            "count": len(allowed),
            "reasons": reasons,
            "allowed": allowed,
            "refused": refused,
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _text(self, asked: Asked, *, refused: bool) -> None:
        for reason, number in count_by_reason(asked).items():
            sign = "+" if reason in ALLOWED_REASONS else "-"
            self.stderr.write(f"{sign} {number:>9}  {reason:<24} {REASON_WORDS[reason].title}")
        if refused:
            for row in stream_refused(asked):
                self.stdout.write(f"{row.person}\t{row.reason}")
        else:
            for permitted in stream_permitted(asked):
                name = f"{permitted.first_name} {permitted.last_name}".strip()
                self.stdout.write(f"{permitted.person}\t{permitted.address}\t{name}")


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=company_zone())
