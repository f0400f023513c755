from __future__ import annotations

import os
import signal
import stat
import subprocess

import psycopg
import pytest

from samtykke import embedded
from samtykke.embedded import APP, OWNER, CannotStart, Server
from tests.running.started import wait_for

pytestmark = pytest.mark.slow


@pytest.fixture
def server(data_dir):
    server = Server(folder=data_dir)
    server.join()
    yield server
    server.leave()


def pid_of(server: Server) -> int:
    pid = server._recorded_pid()
    assert pid is not None
    return pid


def answer(server: Server, sql: str, role: str = "postgres") -> object:
    with server.connect(role) as connection:
        return connection.execute(sql).fetchone()[0]


def test_it_listens_on_a_socket_alone_and_its_folders_are_its_own(server):
    assert answer(server, "SHOW listen_addresses") == ""
    for folder in (server.cluster, server.socket_folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.folder.stat().st_mode) & 0o066 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try it as somebody else")
def test_another_system_user_is_refused_by_the_folder_and_by_the_map(server):
    def tried() -> str:
        told = subprocess.run(
            [server.programs / "psql", "-h", server.socket_folder, "-U", APP, "-d", "samtykke", "-c", "SELECT 1"],
            user="nobody",
            group="nogroup",
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
        )
        assert told.returncode != 0
        return told.stderr

    assert "Permission denied" in tried()
    server.socket_folder.chmod(0o711)  # were the folder open, the map would still refuse
    assert "Peer authentication failed" in tried()


def test_the_roles_are_neither_superusers_nor_makers_of_databases(server):
    for role in (OWNER, APP):
        assert (
            answer(server, f"SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = '{role}'")
            is False
        )


def test_a_second_process_joins_and_the_last_one_stops_it(data_dir):
    first, second = Server(folder=data_dir), Server(folder=data_dir)
    first.join()
    second.join()
    assert pid_of(first) == pid_of(second)
    first.leave()
    assert answer(second, "SELECT 1") == 1
    pid = pid_of(second)
    second.leave()
    wait_for(lambda: not embedded._is_postgres_of(pid, first.cluster), 5)
    assert first.child is not None
    first.child.wait(5)


def test_what_was_committed_is_there_after_a_kill(server):
    with server.connect(OWNER, "samtykke") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
    os.kill(pid_of(server), signal.SIGKILL)
    wait_for(lambda: not embedded._is_postgres_of(pid_of(server), server.cluster), 5)
    server.revive()
    with server.connect(OWNER, "samtykke") as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_locks_that_name_another_living_process_do_not_stop_it(data_dir):
    server = Server(folder=data_dir)
    server.join()
    os.kill(pid_of(server), signal.SIGKILL)
    assert server.child is not None
    server.child.wait()
    for path in (server.cluster / "postmaster.pid", server.socket_folder / ".s.PGSQL.5432.lock"):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))
    server.leave()
    again = Server(folder=data_dir)
    again.join()
    assert answer(again, "SELECT 1") == 1
    again.leave()


def test_a_long_path_gets_a_short_folder_for_its_socket_and_keeps_it(data_dir):
    far = data_dir / ("a-rather-long-name-for-a-folder" * 3)
    far.parent.mkdir(mode=0o711)
    server = Server(folder=far)
    server.join()
    assert len(str(server.socket_folder)) < 60
    assert server.socket_folder == Server(folder=far).socket_folder
    assert answer(server, "SELECT 1") == 1
    server.leave()
    server.socket_folder.rmdir()


def test_a_folder_of_another_version_is_refused_in_one_sentence(server):
    server.leave()
    (server.cluster / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match="PostgreSQL 16, and this version of Samtykke runs 18: make a backup"):
        Server(folder=server.folder).join()


def test_the_folder_of_a_coming_version_is_not_passed_over(data_dir):
    (data_dir / "pg19").mkdir(parents=True)
    (data_dir / "pg19" / "PG_VERSION").write_text("19\n")
    with pytest.raises(CannotStart, match="PostgreSQL 19"):
        Server(folder=data_dir).join()


def test_its_log_holds_no_values_of_refused_statements(server):
    with pytest.raises(psycopg.Error):
        answer(server, "SELECT 'kari@example.no'::int")
    log = (server.folder / "postgres.log").read_text()
    assert "ready to accept" in log
    assert "kari" not in log
