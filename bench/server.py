"""A PostgreSQL of the benchmark's own: the product's programs and settings, and databases that begin alike."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from samtykke import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

EMPTY: Final = embedded.DATABASE
RUN: Final = "bench_run"
SETTINGS: Final = (
    "server_version",
    "shared_buffers",
    "work_mem",
    "fsync",
    "synchronous_commit",
    "wal_compression",
    "max_wal_size",
    "jit",
    "data_checksums",
)


class Bench:
    """The server, and which database Django talks to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = embedded.Server(folder=folder, dies_with_us=True)

    def use(self, name: str) -> None:
        """Lets Django talk to one of the databases."""
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = name

    def environment(self, name: str, **more: str) -> dict[str, str]:
        """What a process of its own needs to work on one of the databases."""
        ours = {
            "SAMTYKKE_DATA_DIR": str(self.folder),
            "SAMTYKKE_DATABASE_URL": self.server.url(embedded.APP, name),
            "SAMTYKKE_OWNER_DATABASE_URL": self.server.url(embedded.OWNER, name),
            "SAMTYKKE_SECRET_KEY": "only-for-the-benchmark-" + "x" * 40,
            "DJANGO_SETTINGS_MODULE": "samtykke.config.settings",
        }
        return {**{k: v for k, v in os.environ.items() if not k.startswith("SAMTYKKE_")}, **ours, **more}

    @contextmanager
    def root(self, name: str) -> Iterator[psycopg.Connection[Any]]:
        """The superuser on one of the databases, outside Django."""
        with self.server.connect("postgres", name) as connection:
            yield connection

    def clone(self, source: str, target: str = RUN) -> str:
        """A database that begins exactly as another stands, settled: nothing of an earlier run is left in it."""
        from django.db import connection

        connection.close()
        with self.root("postgres") as root:
            root.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
            root.execute(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY OWNER {embedded.OWNER}")
            root.execute("CHECKPOINT")
        self.use(target)
        return target

    def settle(self, name: str) -> None:
        """Statistics for the planner, no dead rows, nothing waiting to be written."""
        with self.root(name) as root:
            root.execute("VACUUM (ANALYZE, FREEZE)")
            root.execute("CHECKPOINT")

    def drop(self, name: str) -> None:
        """Removes one of the databases."""
        self.use(EMPTY)
        with self.root("postgres") as root:
            root.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def settings(self) -> dict[str, str]:
        """What the server says of itself."""
        with self.root(EMPTY) as root:
            return {name: str(root.execute(f"SHOW {name}").fetchone()[0]) for name in SETTINGS}  # type: ignore[index]


@contextmanager
def running(folder: str | None) -> Iterator[Bench]:
    """A migrated server in a folder of its own, removed afterwards unless the folder was named."""
    place = Path(folder or tempfile.mkdtemp(prefix="samtykke-bench-"))
    place.mkdir(parents=True, exist_ok=True)
    bench = Bench(place)
    bench.server.join()
    try:
        environment = bench.environment(EMPTY)
        subprocess.run(
            [sys.executable, "-m", "samtykke.cli", "migrate", "-v0"],
            check=True,
            env=environment | {"_SAMTYKKE_ROLE": "owner"},
        )
        os.environ.clear()
        os.environ.update(environment)
        import django

        django.setup()
        yield bench
    finally:
        from django.db import connections

        connections.close_all()
        bench.server.leave()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
