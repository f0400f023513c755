"""A file on its way in, through the pages: handed over, chosen, tried out, run, told of, undone."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from samtykke.audit.queries import trail
from samtykke.contacts.models import Person
from samtykke.core.clock import now
from samtykke.intake.channels.file import actions, undo
from samtykke.intake.models import ImportRun
from tests.factories import approve_store, make_consent, make_person, withdraw
from tests.pages import browse, text_of

pytestmark = [pytest.mark.django_db(transaction=True)]

HEAD = "Company;First name;Last name;E-mail;Mobile;Category"
ROWS = (
    "Tenkt Bygg AS;Kari;Nordfiktiv;kari@tenktbygg.example;91234567;Kunde",
    "Vestland Eiendom;Åse;Tenkt-Sørensen;ase@havbris.example;91234568;Kunde",
    "Feil AS;Nils;Oppdiktet;not-an-address;;",
)


@pytest.fixture
def client(transactional_db, admin):
    approve_store()
    return browse(admin)


def hand_over(client, *rows: str, head: str = HEAD, name: str = "kunder.csv") -> ImportRun:
    """Uploads a file and returns its run."""
    file = SimpleUploadedFile(name, "\n".join([head, *rows]).encode("cp1252"))
    answer = client.post("/imports/new/", {"file": file})
    assert answer.status_code == 302, text_of(answer)
    return ImportRun.objects.latest("pk")


def choose(client, run: ImportRun, **told):
    """Sends the form for columns and choices as it stands, with some of it changed."""
    form = client.get(f"/imports/{run.pk}/columns/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in {**sent, **told}.items() if value not in (None, False)}
    return client.post(f"/imports/{run.pk}/columns/", sent)


def worked_off() -> None:
    """The worker has taken the job that waits."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def try_out(client, run: ImportRun) -> ImportRun:
    """Chooses what is suggested, and does what the worker would."""
    assert choose(client, run).headers["Location"] == f"/imports/{run.pk}/"
    run.refresh_from_db()
    assert run.state == "trying"
    worked_off()
    actions.try_out(run)
    return run


def bring_in(client, *rows: str, **told) -> ImportRun:
    """All the way to the report."""
    run = try_out(client, hand_over(client, *rows, **told))
    client.post(f"/imports/{run.pk}/run/")
    run.refresh_from_db()
    worked_off()
    actions.carry_out(run)
    run.refresh_from_db()
    return run


def test_the_header_tells_which_export_it_is_and_where_its_columns_go(client):
    run = hand_over(client, *ROWS)
    page = text_of(client.get(f"/imports/{run.pk}/columns/"))
    assert run.preset == "superoffice"
    assert "6 of 6 found" in page
    assert "Windows-1252" in page
    assert "kari@tenktbygg.example" in page


def test_a_file_that_is_none_is_refused_beside_its_field(client):
    refused = client.post("/imports/new/", {"file": SimpleUploadedFile("people.pdf", b"%PDF-1.7 x")})
    assert refused.status_code == 422
    assert "file" in refused.context["form"].errors
    assert ImportRun.objects.count() == 0


def test_trying_out_counts_and_writes_nothing(client):
    run = try_out(client, hand_over(client, *ROWS))
    page = text_of(client.get(f"/imports/{run.pk}/"))
    assert "If you import now" in page
    assert "<dd>STORE</dd>" not in page
    assert "<dd>IMPORT</dd>" not in page
    assert "Import 2 people" in page
    assert "is not an e-mail address" in page
    assert "must be told that you hold them" in page
    assert Person.objects.count() == 0


def test_a_national_number_is_covered_in_the_sample(client):
    run = hand_over(client, "Kari;Nordfiktiv;01019012345", head="First name;Last name;Number")
    page = text_of(client.get(f"/imports/{run.pk}/columns/"))
    assert "01019012345" not in page


def test_a_column_moved_by_hand_is_read_so(client):
    run = hand_over(client, "kari@tenktbygg.example;Kari N", head="Adresse;Kallenavn")
    choose(client, run, column_0="email", column_1="full_name")
    run.refresh_from_db()
    assert run.mapping == {"Adresse": "email", "Kallenavn": "full_name"}


def test_another_preset_reads_the_columns_anew(client):
    run = hand_over(client, *ROWS)
    assert choose(client, run, preset="own").headers["Location"] == f"/imports/{run.pk}/columns/"
    run.refresh_from_db()
    assert (run.preset, run.mapping, run.state) == ("own", {}, "received")


def test_while_it_works_the_page_says_how_far_and_htmx_gets_that_alone(client):
    run = hand_over(client, *ROWS)
    choose(client, run)
    page = client.get(f"/imports/{run.pk}/")
    assert "Trying it out" in text_of(page)
    assert "Look again" in text_of(page)
    fragment = client.get(f"/imports/{run.pk}/", headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert "HX-Refresh" not in fragment.headers
    run.refresh_from_db()
    actions.try_out(run)
    assert client.get(f"/imports/{run.pk}/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_people_come_in_and_the_report_says_what_it_did(client, admin):
    run = bring_in(client, *ROWS)
    page = text_of(client.get(f"/imports/{run.pk}/"))
    assert Person.objects.count() == 2
    assert Person.objects.first().origin_actor_id == admin.pk
    for word in ("What it did", "Undo this import", "First problems", "Your duty afterwards"):
        assert word in page
    assert "kunder.csv" in text_of(client.get("/imports/"))


def test_the_rows_that_stayed_out_come_back_with_their_reason(client):
    run = bring_in(client, *ROWS)
    answer = client.get(f"/imports/{run.pk}/rows/")
    assert trail().filter(deed="import:exported", subject_id=run.pk).exists()
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Last name"] for row in rows if row["outcome"] == "refused"] == ["Oppdiktet"]


def test_a_yes_that_meets_a_no_is_held_and_can_be_marked_as_seen(client):
    kari = make_person("Kari", "Nordfiktiv", email="kari@tenktbygg.example")
    make_consent(kari)
    withdraw(kari)
    head = "first_name,last_name,email,purpose,legal_basis,status,occurred_at,evidence,wording"
    later = now().isoformat()
    run = bring_in(
        client, f"Kari,Nordfiktiv,kari@tenktbygg.example,EMARKETING,61A,given,{later},proof,Yes please", head=head
    )
    page = text_of(client.get(f"/imports/{run.pk}/held/"))
    assert "Only the person can say yes again" in page
    for line in client.get(f"/imports/{run.pk}/held/").context["rows"]:
        answer = line["answer"]
        client.post(f"/imports/{run.pk}/held/{answer.person_id}/{answer.id}/settlement/")
    assert client.get(f"/imports/{run.pk}/held/").context["rows"] == []


def test_undoing_asks_first_and_takes_everybody_back(client):
    run = bring_in(client, *ROWS)
    assert "Take back everything" in text_of(client.get(f"/imports/{run.pk}/undoing/"))
    client.post(f"/imports/{run.pk}/undoing/")
    run.refresh_from_db()
    assert run.state == "undoing"
    undo.undo(run)
    assert Person.objects.held().count() == 0
    assert "Taken back" in text_of(client.get(f"/imports/{run.pk}/"))


def test_what_cannot_be_done_now_is_said_in_words(client):
    run = bring_in(client, *ROWS)
    client.post(f"/imports/{run.pk}/run/")
    assert "cannot be changed now" in text_of(client.get(f"/imports/{run.pk}/"))


def test_per_and_ola_may_bring_in_nobody(client, per, ola):
    for user in (per, ola):
        assert browse(user).get("/imports/").status_code == 403
        assert browse(user).post("/imports/new/").status_code == 403
