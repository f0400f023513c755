from __future__ import annotations

import pytest

from samtykke.consents.models import ConsentRecord
from samtykke.contacts.models import Person, PersonEmail, PersonPhone
from samtykke.core.actors import Actor, Via
from samtykke.intake.channels.file import actions
from samtykke.intake.channels.file.forms import ChoicesForm
from samtykke.mail.models import Mail
from samtykke.purposes.actions import decide_field
from tests.intake.file.runs import counts, imported, problems, received

pytestmark = pytest.mark.django_db

HEAD = "external_id,first_name,last_name,email,mobile,phone,title,company,country,language,category\n"


def test_a_row_becomes_a_person_with_the_five_facts():
    run = imported(HEAD + "7,Kari,Ås,Kari.Aas@Example.NO,91234567,22334455,CEO,Fjord AS,Norway,norsk,Customer\n")
    person = Person.objects.get()
    assert counts(run) == {"created": 1}
    assert (person.external_id, person.full_name, person.title) == ("7", "Kari Ås", "CEO")
    assert (person.country, person.language, person.category.key, person.company.name) == (
        "NO",
        "nb",
        "CUSTOMER",
        "Fjord AS",
    )
    assert (person.origin_purpose.key, person.origin_basis.key, person.origin_source.key) == ("STORE", "61F", "IMPORT")
    assert (person.origin_at, person.origin_via, person.run_id) == (run.started_at, "file", run.pk)
    assert person.inform_by == run.inform_by
    email = PersonEmail.objects.get()
    assert (email.address, email.normal, email.is_primary, email.kind) == (
        "Kari.Aas@Example.NO",
        "kari.aas@example.no",
        True,
        "personal",
    )
    assert list(PersonPhone.objects.order_by("number").values_list("number", "kind", "is_primary")) == [
        ("+4722334455", "work", False),
        ("+4791234567", "mobile", True),
    ]
    record = ConsentRecord.objects.get()
    assert (record.purpose.key, record.status, record.legal_basis.key) == ("STORE", "in_force", "61F")


def test_the_same_file_twice_changes_nothing():
    text = HEAD + "7,Kari,Ås,k@x.no,91234567,,,,,,\n,Ola,Vik,o@x.no,,,,,,,\n,Per,Lie,,+4722334455,,,,,,\n"
    assert counts(imported(text)) == {"created": 3}
    assert counts(imported(text)) == {"unchanged": 3}
    assert Person.objects.count() == 3


def test_the_same_row_twice_in_a_file_is_once_created_then_unchanged():
    row = ",Kari,Ås,k@x.no,91234567,,,,,,\n"
    run = imported(HEAD + row + row + row)
    assert counts(run) == {"created": 1, "unchanged": 2}


def test_two_people_may_share_an_address():
    run = imported(HEAD + ",Kari,Ås,post@x.no,,,,,,,\n,Ola,Ås,post@x.no,,,,,,,\n")
    assert counts(run) == {"created": 2, "possible_duplicates": 1}
    assert problems(run) == [(3, "possible_duplicate", "same_address")]


def test_bad_rows_are_refused_by_themselves_with_the_reason():
    run = imported(
        HEAD
        + ",Kari,Ås,not an address,,,,,,,\n,,,,,,,,,,\n1,2\n,Ola,Vik,o@x.no,12,,,,Narnia,Blah,Nonsense\n,,,,,,CEO,,,,\n"
    )
    assert counts(run) == {"created": 1, "refused": 3}
    assert problems(run) == [
        (2, "refused", "invalid_email"),
        (4, "refused", "ragged"),
        (5, "warning", "unknown_country"),
        (5, "warning", "unknown_language"),
        (5, "warning", "unknown_category"),
        (5, "warning", "invalid_phone"),
        (6, "refused", "nobody"),
    ]


@pytest.mark.parametrize(
    ("strategy", "expected", "title", "last_name"),
    [
        ("fill", {"updated": 1}, "CEO", "Ås"),
        ("replace", {"updated": 1}, "CEO", "Berg"),
        ("skip", {"unchanged": 1}, "", "Ås"),
    ],
)
def test_strategies_for_people_held_already(strategy, expected, title, last_name):
    imported(HEAD + "7,Kari,Ås,k@x.no,,,,,,,\n")
    run = imported(HEAD + "7,Kari,Berg,k2@x.no,91234567,,CEO,,,,\n", strategy=strategy)
    person = Person.objects.get()
    assert counts(run) == expected
    assert (person.title, person.last_name) == (title, last_name)
    living = PersonEmail.objects.filter(retired_at__isnull=True, is_primary=True).values_list("normal", flat=True)
    assert list(living) == (["k2@x.no"] if strategy == "replace" else ["k@x.no"])
    assert PersonPhone.objects.exists() == (strategy != "skip")


def test_add_always_adds_and_reports():
    imported(HEAD + ",Kari,Ås,k@x.no,,,,,,,\n9,Ola,Vik,,,,,,,,\n")
    run = imported(HEAD + ",Kari,Ås,k@x.no,,,,,,,\n9,Ola,Vik,,,,,,,,\n", strategy="add")
    assert counts(run) == {"created": 1, "refused": 1, "possible_duplicates": 1}
    assert Person.objects.count() == 3


def test_companies_are_found_by_number_then_by_name_else_made():
    from samtykke.contacts.models import Company

    head = "first_name,last_name,company,org_number\n"
    imported(head + "A,A,Fjord AS,923609016\nB,B,Fjord again,923609016\nC,C,Vik AS,\nD,D,vik as,\nE,E,,923609016\n")
    assert sorted(Company.objects.values_list("name", "org_number")) == [("Fjord AS", "923609016"), ("Vik AS", "")]
    assert Person.objects.filter(company__name="Fjord AS").count() == 3


def test_a_file_whose_source_confirms_queues_one_mail_to_each_with_an_address() -> None:
    """Check 37 for files (M16). Breaks when people of a file are never told, told twice, or by a source that is silent."""
    text = "first_name,last_name,email\nNils,Testvik,nils@example.org\nIngen,Adresse,\nNils,Testvik,nils@example.org\n"
    imported(text, source="IMPORT")
    assert not Mail.objects.exists()
    imported(text.replace("nils", "siv"), source="EMAIL")
    (mail,) = Mail.objects.select_related("delivery", "template")
    assert (mail.template.key, mail.delivery.state, mail.via) == ("CONTACTADDED", "queued", "file")
    assert mail.person_id == PersonEmail.objects.get(normal="siv@example.org").person_id


def test_a_column_that_fills_a_retired_field_is_refused_by_name():
    """Art. 5(1)(c), M30. Breaks when a file goes on filling what the company does without."""
    decide_field("person.phones", purposes=[], is_retired=True, by=Actor.system(), via=Via.STAFF)
    text = "First name,E-mail,Mobile phone\nKari,k@x.no,91234567\n"
    run = actions.carry_out(received(text))
    assert (run.failure["code"], "Mobile phone" in run.failure["reason"]) == ("field_retired", True)
    assert not Person.objects.exists()
    kept = {"First name": "first_name", "E-mail": "email"}
    assert counts(imported(text, mapping=kept)) == {"created": 1}
    form = ChoicesForm(run=received(text))
    assert "mobile" not in dict(form.fields["column_2"].choices)
    assert form["column_2"].value() == ""
