from __future__ import annotations

from tests.running.started import run


def test_help_lists_every_word_without_a_database(data_dir):
    told = run(data_dir, "--help")
    assert told.returncode == 0
    assert all(
        f"  {word}" in told.stdout for word in ("serve", "worker", "import", "may", "backup", "restore", "doctor")
    )
    assert not data_dir.exists()


def test_an_unknown_setting_is_one_sentence(data_dir):
    told = run(data_dir, "doctor", SAMTYKKE_DATABSE_URL="postgresql://x/y")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.strip().splitlines() == [
        "Unknown setting SAMTYKKE_DATABSE_URL: docs/operate/settings.md lists those that exist."
    ]


def test_an_unknown_word_is_bad_usage(data_dir):
    told = run(data_dir, "dance")
    assert told.returncode == 2
    assert told.stderr.strip() == "There is no word “dance”: samtykke --help lists them."


def test_a_wrong_option_is_bad_usage(data_dir):
    assert run(data_dir, "serve", "--port", "many").returncode == 2


def test_a_database_that_does_not_answer_is_one_sentence(data_dir):
    told = run(data_dir, "migrate", SAMTYKKE_DATABASE_URL="postgresql://app@127.0.0.1:1/crm")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("The database does not answer")


def test_a_folder_that_cannot_be_written_is_one_sentence(data_dir):
    data_dir.write_text("a file stands where the folder should be")
    told = run(data_dir, "migrate")
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1
    assert str(data_dir) in told.stderr
