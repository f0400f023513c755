"""`samtykke import FILE`: reads people from CSV or XLSX. Exit 0 done, 1 nothing imported, 2 bad usage."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.intake.channels.file import actions, presets, report
from samtykke.intake.channels.file.engine import COUNTS
from samtykke.intake.channels.file.reasons import sentence_of
from samtykke.intake.models import ImportRun, Strategy

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django.core.management.base import CommandParser

BAD_USAGE = 2
NOTHING = 1
SHOWN = 20


class Command(BaseCommand):
    help = "Reads people from a CSV or XLSX file."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **extra: Any) -> CommandParser:
        """The word people type is `import`."""
        return super().create_parser("samtykke", "import", **extra)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--preset", choices=["own", *presets.PRESETS], help="which export it is (default: by its header)"
        )
        parser.add_argument("--purpose", metavar="KEY", help="the purpose of rows that name none")
        parser.add_argument("--legal-basis", metavar="KEY", help="the legal basis of rows that name none")
        parser.add_argument("--source", metavar="KEY", help="where they come from (default: IMPORT)")
        parser.add_argument("--wording", metavar="TEXT|ID", help="the text they agreed to, or the number of a wording")
        parser.add_argument("--country", metavar="XX", help="the country of numbers without a country code")
        parser.add_argument(
            "--strategy",
            choices=Strategy.values,
            default=Strategy.FILL.value,
            help="what a row does to people held already",
        )
        parser.add_argument("--whole", action="store_true", help="everything or nothing, in one transaction")
        parser.add_argument("--dry-run", action="store_true", help="try it out: counts and problems, nothing imported")
        parser.add_argument("--report", type=Path, metavar="OUT.CSV", help="write the rows with a problem, and why")
        parser.add_argument("--json", action="store_true", help="one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(_("There is no file %s.") % options["file"], returncode=BAD_USAGE)
        run = self._received(options)
        run = actions.try_out(run) if options["dry_run"] else actions.carry_out(self._begun(run), progress=self._say)
        if run.failure:
            raise CommandError(run.failure["reason"], returncode=NOTHING)
        self._warn(run)
        if options["report"]:
            with options["report"].open("w", encoding="utf-8", newline="") as out:
                out.writelines(report.problem_lines(run))
        self._tell(run, options)
        if not any(run.counts[name] for name in ("created", "updated", "unchanged")):
            sys.exit(NOTHING)

    def _received(self, options: dict[str, Any]) -> ImportRun:
        try:
            run = actions.receive_path(options["file"], by=Actor.system(), via=Via.COMMAND)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=NOTHING) from refusal
        choices = {name: options[name] or "" for name in actions.CHOICES}
        try:
            return actions.choose(
                run, preset=options["preset"], choices=choices, strategy=options["strategy"], whole=options["whole"]
            )
        except Refused as refusal:
            run.delete()
            raise CommandError(str(refusal), returncode=BAD_USAGE) from refusal

    def _begun(self, run: ImportRun) -> ImportRun:
        """The run to carry out: this one, or an earlier one of the same file and choices that did not come to its end."""
        earlier = actions.unfinished(run)
        if earlier is None:
            return run
        run.delete()
        self.stderr.write(_("Going on with the import of this file that stopped after row %d.") % earlier.position)
        return earlier

    def _say(self, run: ImportRun) -> None:
        self.stderr.write(_("%(done)d of %(all)d rows") % {"done": run.position, "all": run.rows})

    def _warn(self, run: ImportRun) -> None:
        for code, detail in run.reading.get("warnings", []):
            self.stderr.write(sentence_of(code, detail))
        described = {"encoding": run.reading.get("encoding"), "separator": run.reading.get("separator")}
        if described["encoding"] not in {None, "UTF-8", "UTF-8 (BOM)"}:
            self.stderr.write(_("The file was read as %s.") % described["encoding"])
        problems = run.problems.order_by("line", "id")
        for problem in problems[:SHOWN]:
            self.stderr.write(f"{problem.line}: {sentence_of(problem.code, problem.detail)}")
        if (count := problems.count()) > SHOWN:
            self.stderr.write(_("… and %d more; --report writes them all.") % (count - SHOWN))

    def _tell(self, run: ImportRun, options: dict[str, Any]) -> None:
        for name in COUNTS:
            self.stdout.write(f"{name.replace('_', ' ')}: {run.counts[name]}")
        if run.counts.get("to_inform") and run.inform_by:
            told = {"count": run.counts["to_inform"], "day": run.inform_by}
            self.stdout.write(_("to be informed by %(day)s: %(count)d people (Art. 14)") % told)
        if options["json"]:
            said = {name: run.counts[name] for name in COUNTS}
            self.stdout.write(json.dumps({**said, "rows": run.rows, "run": run.pk, "dry_run": options["dry_run"]}))
