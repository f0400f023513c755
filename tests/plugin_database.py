"""One PostgreSQL for the whole run, built as owner and used as the application's role, as in production.

Loaded by `-p` before anything reads the settings. SAMTYKKE_TEST_POSTGRES names the programs of another PostgreSQL
(CI: version 15); else the embedded 18 is used. Each run has a server and a folder of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import psycopg
import pytest

from hatch_build import compile_catalogues
from samtykke import embedded

STARTED_BY = "_SAMTYKKE_TEST_STARTED_BY"
NOT_FLUSHED = ("django_migrations", "django_content_type", "auth_permission")
# What is lost with the machine may be lost, and nothing is tended that is thrown away.
FAST = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"),
    *("wal_level=minimal", "max_wal_senders=0", "max_wal_size=4GB", "autovacuum=off"),
)


def _forget_old_runs() -> None:
    """Removes what runs that were killed have left, a day later."""
    for left in Path(tempfile.gettempdir()).glob("samtykke-test-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - 24 * 60 * 60:
                shutil.rmtree(left, ignore_errors=True)


def _start() -> None:
    _forget_old_runs()
    folder = Path(tempfile.mkdtemp(prefix="samtykke-test-"))
    server = _server(folder / "data")
    server.join()
    with server.connect() as connection:
        connection.execute(f"ALTER ROLE {embedded.OWNER} CREATEDB")
    os.environ |= {
        STARTED_BY: str(os.getpid()),
        "SAMTYKKE_DATA_DIR": str(folder / "data"),
        "SAMTYKKE_DATABASE_URL": server.url(embedded.APP),
        "SAMTYKKE_OWNER_DATABASE_URL": server.url(embedded.OWNER),
        "SAMTYKKE_SECRET_KEY": "only-for-tests-" + "x" * 40,
        "_SAMTYKKE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "samtykke.config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the thread of the test
    }
    (folder / "data" / "static").mkdir(exist_ok=True)

    def stop() -> None:
        if os.environ.get(STARTED_BY) == str(os.getpid()):
            server.leave()
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(stop)


def _server(folder: Path) -> embedded.Server:
    """The test server of this run."""
    folder.parent.chmod(0o711)
    other = os.environ.get("SAMTYKKE_TEST_POSTGRES")
    if not other:
        return embedded.Server(folder=folder, options=FAST, dies_with_us=True)
    told = subprocess.run([f"{other}/postgres", "--version"], check=True, capture_output=True, text=True).stdout
    version = told.split()[2].split(".")[0]
    return embedded.Server(
        folder=folder, options=FAST, dies_with_us=True, binaries=Path(other), version=version, system_user="postgres"
    )


if STARTED_BY not in os.environ:
    for name in [name for name in os.environ if name.startswith("SAMTYKKE_") and "TEST_" not in name]:
        del os.environ[name]  # a developer's own settings never reach the tests
    compile_catalogues()
    _start()


def as_owner(text: str) -> None:
    """Runs SQL as the owner on this worker's test database, on a connection of its own."""
    from django.conf import settings
    from django.db import connection

    parts = connection.settings_dict
    with psycopg.connect(
        host=parts["HOST"], port=parts["PORT"] or None, dbname=parts["NAME"], user=settings.OWNER_ROLE, autocommit=True
    ) as owner:
        owner.execute(text)


# Up to so many bytes, deleting rows costs less than a new file for the table and each of its indexes.
SMALL = 1024 * 1024
# The rows every database begins with are kept beside it, so that a flush need not make them anew. A database that is used
# again has them already.
KEEP = f"""
DO $$
DECLARE
    one text;
    filled boolean;
BEGIN
    IF to_regnamespace('seeded') IS NOT NULL THEN RETURN; END IF;
    CREATE SCHEMA seeded;
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ({", ".join(f"'{name}'" for name in NOT_FLUSHED)})
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE seeded.%I AS TABLE public.%I', one, one); END IF;
    END LOOP;
END
$$;
"""
FLUSH = f"""
SET session_replication_role = replica;
DO $$
DECLARE
    one text;
    filled boolean;
    emptied text[] := '{{}}';
    named text;
    counted record;
    stage regclass;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ({", ".join(f"'{name}'" for name in NOT_FLUSHED)})
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
        CONTINUE WHEN NOT filled;
        IF pg_relation_size(format('public.%I', one)) > {SMALL} THEN
            EXECUTE format('TRUNCATE public.%I CASCADE', one);
        ELSE
            EXECUTE format('DELETE FROM public.%I', one);
        END IF;
        emptied := emptied || one;
    END LOOP;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'seeded' LOOP
        SELECT string_agg(quote_ident(attname), ', ') INTO named FROM pg_attribute
        WHERE attrelid = format('public.%I', one)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM seeded.%I', one, named, named, one);
    END LOOP;
    FOREACH one IN ARRAY emptied LOOP
        FOR counted IN SELECT attname, pg_get_serial_sequence(format('public.%I', one), attname) AS sequence
            FROM pg_attribute WHERE attrelid = format('public.%I', one)::regclass AND attidentity <> ''
        LOOP
            EXECUTE format('SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM public.%I), false)',
                           counted.sequence, counted.attname, one);
        END LOOP;
    END LOOP;
    FOR stage IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'staging' AND c.relkind IN ('r', 'p')
    LOOP
        EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', stage);
    END LOOP;
END
$$;
"""


def flush(self: object = None) -> None:
    """Empties every table, past the triggers of the fact tables, and puts back the rows a database begins with."""
    from django.db import connections

    connections["default"].rollback() if connections["default"].connection else None
    as_owner(FLUSH)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    django_db_use_migrations: bool,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> None:
    """The database of this worker: migrated by the owner, then used by the application's role."""
    from django.conf import settings
    from django.db import connection
    from django.test import TransactionTestCase
    from django.test.utils import setup_databases

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            setup_databases(
                verbosity=0,
                interactive=False,
                keepdb=django_db_keepdb and not django_db_createdb,
                serialized_aliases=(),
            )
        connection.close()
        connection.settings_dict["USER"] = settings.APP_ROLE
        as_owner(KEEP)
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign, assignment]


# Tests of pages, of lists and of the API are not repeated on PostgreSQL 15, nor of what Django writes: the walk of every
# address (test_looking) asks each page's queries there, and what is written out in SQL is of the apps whose tests are.
PAGES = re.compile(
    r"tests/(web|webforms|accounts|preferences|purposes|documents|sales|intake/(api|manual|email)"
    r"|activities/(?!test_access)|fields/(?!test_filtering)|governance/(?!test_demo\.|desk/test_counting))"
    r"|tests/house/test_(visible|masked|links|matrix|rights|forged)\.py"
    r"|/test_\w*page\w*\.py|/test_(help|web_baseline|facts)\.py"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that ask for the database are marked, so that CI can run them on PostgreSQL 15 too."""
    for item in items:
        if PAGES.search(item.nodeid):
            continue
        asks = item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(
            getattr(item, "fixturenames", ())
        )
        if asks and not item.get_closest_marker("browser") and not item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.database)
