"""Starting, watching and stopping, with real processes. Each test leaves the product running for the next."""

from __future__ import annotations

import os
import signal

import psycopg
import pytest

from samtykke import embedded
from tests.running.started import Served, run, wait_for

pytestmark = pytest.mark.slow


def database(served: Served, role: str = embedded.APP) -> psycopg.Connection:
    return embedded.Server(folder=served.data_dir).connect(role, embedded.DATABASE)


def test_it_is_ready_and_prints_where_and_how_to_begin(served):
    status, told = served.ask("/readyz")
    assert status == 200
    assert told == {"status": "ready", "database": True, "migrations": True, "worker": True, "restore": True}
    assert served.ask("/healthz") == (200, {"status": "up"})
    said = served.said
    assert f"Samtykke is ready at http://127.0.0.1:{served.port}" in said
    assert f"http://127.0.0.1:{served.port}/setup/" in said


def test_a_second_serve_of_the_same_directory_is_refused(served):
    told = run(served.data_dir, "serve", "--port", "1")
    assert told.returncode == 1
    assert told.stderr.strip() == (
        f"Samtykke is already being served from {served.data_dir}: stop that one, or choose another SAMTYKKE_DATA_DIR."
    )


def test_other_words_join_the_database_that_serves(served):
    told = run(served.data_dir, "doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    assert "A worker is at work." in told.stdout
    assert "does not protect against a taken-over process" in told.stdout
    assert served.ask("/readyz")[0] == 200


def test_a_lost_setup_address_can_be_made_anew(served):
    told = run(served.data_dir, "setup-link", check=True).stdout
    assert told.startswith("http://127.0.0.1:8000/setup/")


def test_a_taken_port_is_one_sentence(served, data_dir):
    told = run(data_dir, "serve", "--port", str(served.port))
    assert told.returncode == 1
    assert told.stderr.strip().splitlines()[-1].startswith(f"Port {served.port} is taken by another program")
    assert "Traceback" not in told.stderr


def test_the_log_names_neither_the_query_nor_the_token(served):
    served.ask("/setup/a-token-of-somebody/?email=kari@example.no")
    served.ask("/nowhere/kari@example.no/")
    wait_for(lambda: '"status": 404' in served.said, 5)
    assert "kari" not in served.said
    assert "a-token-of-somebody" not in served.said


def test_a_worker_that_was_killed_is_started_again_and_its_job_done(served):
    with database(served, embedded.OWNER) as owner, owner.transaction():
        owner.execute("LOCK TABLE consents_consentevent IN ACCESS EXCLUSIVE MODE")  # the job waits here
        with database(served) as app:
            task = "samtykke.consents.jobs.verify_log"
            app.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', %s, '{\"timestamp\": 0}')",
                [task],
            )
            job = app.execute("SELECT max(id) FROM procrastinate_jobs WHERE task_name = %s", [task]).fetchone()[0]

            def status() -> str:
                return (
                    app.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job]).fetchone() or ["done"]
                )[0]

            wait_for(lambda: status() == "doing", 30, lambda: f"{status()}\n{served.said}")
            (worker,) = served.children("worker")
            os.kill(worker, signal.SIGKILL)
            wait_for(lambda: served.children("worker") not in ([], [worker]), 20)
            assert status() == "doing"
    with database(served) as app:
        left = "SELECT count(*) FROM procrastinate_jobs WHERE id = %s AND status IN ('todo', 'doing')"
        wait_for(lambda: app.execute(left, [job]).fetchone() == (0,), 60, lambda: served.said)
        assert app.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE id = %s AND status = 'failed'", [job]
        ).fetchone() == (0,)


def test_a_database_that_was_killed_comes_back_under_it(served):
    pid = embedded.Server(folder=served.data_dir)._recorded_pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: embedded.Server(folder=served.data_dir)._recorded_pid() not in (pid, None), 30)
    served.wait_ready(60)
