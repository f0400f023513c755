"""The console script: makes sure there is a database, then hands each word to one management command."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, NoReturn

from samtykke import embedded
from samtykke.config import env as environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

WORDS: Final[dict[str, tuple[str, str]]] = {
    "serve": ("serve", "the web server (--with-worker: and the worker)"),
    "worker": ("worker", "the worker: jobs and scheduled work"),
    "demo": ("demo", "fill an empty database with the people of the demo"),
    "setup-link": ("setup_link", "a one-time address for the first administrator"),
    "deactivate-user": (
        "deactivate_user",
        "sign a user out for good, where four eyes have nobody left to ask: ADDRESS",
    ),
    "password-link": ("password_link", "a one-time address for a user’s new password: ADDRESS"),
    "import": ("import_file", "read people from CSV or XLSX (--dry-run to try)"),
    "may": ("may", "who may be written to, and why: --purpose KEY --channel email"),
    "ledger": ("ledger", "verify: derive every record anew and compare"),
    "backup": ("backup", "write an encrypted copy of everything"),
    "restore": ("restore", "bring a copy back into an empty data directory"),
    "migrate": ("migrate", "bring the database up to this version, as its owner"),
    "doctor": ("doctor", "look at everything that may be wrong, and say it"),
}
AS_OWNER: Final = frozenset({"migrate", "restore"})
# These neither ask nor change the database; the rest of Django's words may.
WITHOUT_DATABASE: Final = frozenset(
    {
        "check",
        "makemigrations",
        "makemessages",
        "compilemessages",
        "collectstatic",
        "findstatic",
        "diffsettings",
        "help",
    }
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one word and answers its exit code; trouble is one sentence, not a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"-h", "--help"} or arguments == ["help"]:
        sys.stdout.write(usage())
        return 0
    signal.signal(signal.SIGTERM, _end)
    try:
        with ExitStack() as stack:
            return _run(arguments, stack)
    except (environment.WrongSetting, embedded.CannotStart) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def usage() -> str:
    """The words of an operator, one line each."""
    width = max(map(len, WORDS))
    lines = [f"  {word:<{width}}  {told}" for word, (_, told) in WORDS.items()]
    return (
        "\n".join(["Samtykke", "", "usage: samtykke WORD …   (samtykke WORD --help tells more)", "", *lines, ""]) + "\n"
    )


def _run(arguments: list[str], stack: ExitStack) -> int:
    word, *rest = arguments
    command = WORDS[word][0] if word in WORDS else word
    environment.check_names(os.environ)
    folder = environment.data_dir(os.environ)
    asks_only = bool({"-h", "--help", "--version"} & set(arguments)) or word in WITHOUT_DATABASE
    if word == "serve" and not asks_only:
        sentence = (
            f"Samtykke is already being served from {folder}: stop that one, or choose another SAMTYKKE_DATA_DIR."
        )
        stack.enter_context(embedded.only_one(folder / "serve.lock", sentence))
    server = None
    if not environment.value_of("DATABASE_URL", os.environ):
        server = embedded.Server(folder=folder, say=_say)
        os.environ["SAMTYKKE_DATABASE_URL"] = server.url(embedded.APP)
        os.environ["SAMTYKKE_OWNER_DATABASE_URL"] = server.url(embedded.OWNER)
        os.environ["_SAMTYKKE_EMBEDDED"] = "1"
    if word in AS_OWNER:
        os.environ["_SAMTYKKE_ROLE"] = "owner"
    return _hand_on(command, rest, None if asks_only else server, stack)


def _hand_on(command: str, rest: list[str], server: embedded.Server | None, stack: ExitStack) -> int:
    """Django's part: the settings are read only now, when the address of the database is known."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samtykke.config.settings")
    import django
    from django.core.management import CommandError, execute_from_command_line, get_commands
    from django.db import OperationalError, connections

    django.setup()
    if command not in get_commands() and not command.startswith("-") and command != "help":
        sys.stderr.write(f"There is no word “{command}”: samtykke --help lists them.\n")
        return 2
    if server is not None:
        stack.callback(server.leave)
        server.join()
        stack.callback(connections.close_all)
    try:
        ours = ["--traceback"] if command in {name for name, _ in WORDS.values()} else []  # then trouble comes to us
        execute_from_command_line(["samtykke", command, *rest, *ours])
    except CommandError as trouble:
        sys.stderr.write(f"{trouble}\n")
        return int(trouble.returncode)
    except OperationalError as error:
        sys.stderr.write(f"The database does not answer: {str(error).strip().splitlines()[0]}\n")
        return 1
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _end(signum: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    sys.exit(main())
