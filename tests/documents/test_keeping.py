"""Two at once, backups, what the doctor says: documents where they are operated."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from samtykke.config.management.commands.backup import files_to_keep
from samtykke.config.management.commands.doctor import of_the_documents, of_the_scanner
from samtykke.core.clock import now
from samtykke.core.sealing import Damaged, Sealing, new_key, opened
from samtykke.documents import actions, queries, store
from samtykke.documents.models import Document, DocumentVersion
from samtykke.governance.emptying import empty_bin
from tests.consents.test_races import both
from tests.documents.made import BY, WORDS, keep, passed
from tests.factories import approve_store, make_person

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from samtykke.contacts.models import Person


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_two_versions_sent_at_once_are_both_kept() -> None:
    """Breaks when the second of two takes the number of the first, or is lost."""
    approve_store()
    document = keep(make_person("Kari", "Testvik"))
    both(
        lambda: actions.add_version(document, passed(b"mine", "a.txt"), **BY),
        lambda: actions.add_version(document, passed(b"yours", "b.txt"), **BY),
    )
    assert list(queries.versions_of(document).values_list("number", "name")) == [
        (3, "b.txt"),
        (2, "a.txt"),
        (1, "tilbud.txt"),
    ]
    document.refresh_from_db()
    assert document.latest == 3


@pytest.mark.django_db
def test_a_backup_holds_the_files_and_the_doctor_misses_one_that_is_gone(
    kari: Person, folder: Path, settings: Any
) -> None:
    """Breaks when documents are left out of a backup, or a lost file is found out by who needs it."""
    keep(kari)
    path = store.path_of(DocumentVersion.objects.get().place)
    assert path in files_to_keep(folder)
    assert of_the_documents().mark == "ok  "
    path.unlink()
    assert of_the_documents().mark == "BAD "
    assert of_the_scanner().mark == "note"
    settings.SCAN_COMMAND = "/nowhere/scanner"
    assert of_the_scanner().mark == "BAD "


@pytest.mark.django_db
def test_the_bin_is_emptied_of_documents_with_their_bytes(
    kari: Person, clock: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Breaks when what was thrown away lies on disk for good. Art. 5(1)(e)."""
    old, fresh = keep(kari), keep(kari, b"fresh")
    Document.objects.filter(pk=old.pk).update(deleted_at=clock.days_ago(4000))
    Document.objects.filter(pk=fresh.pk).update(deleted_at=now())
    with django_capture_on_commit_callbacks(execute=True):
        empty_bin(**BY)
    assert list(Document.objects.values_list("pk", flat=True)) == [fresh.pk]
    assert len(list(store.lying())) == 1


def test_pieces_under_another_key_or_in_another_order_do_not_open() -> None:
    """Breaks when the seal holds only the first piece."""
    key, out = new_key(), io.BytesIO()
    sealing = Sealing(out, key, b"head")
    sealing.write(WORDS)
    sealing.close()
    assert b"".join(opened(io.BytesIO(out.getvalue()[4:]), key, b"head")) == WORDS
    for wrong_key, head in ((new_key(), b"head"), (key, b"dead")):
        with pytest.raises(Damaged):
            list(opened(io.BytesIO(out.getvalue()[4:]), wrong_key, head))
