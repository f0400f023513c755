from __future__ import annotations

import pytest

from samtykke.core.refused import Refused
from samtykke.intake.channels.file import presets
from samtykke.intake.channels.file.columns import folded

SUPEROFFICE = ["Company", "First name", "Last name", "E-mail", "Mobile", "Title", "Category", "Direct phone"]
SUPEROFFICE_NO = ["Firma", "Fornavn", "Etternavn", "E-post", "Mobil", "Tittel", "Kategori", "Org.nr."]
HUBSPOT = [
    "Record ID", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Job Title", "Lifecycle Stage",
    "Legal basis for processing contact's data", "Unsubscribed from all email", "Additional email addresses",
]  # fmt: skip
GOOGLE = [
    "First Name", "Middle Name", "Last Name", "Organization Name", "Organization Title", "Labels", "E-mail 1 - Label",
    "E-mail 1 - Value", "E-mail 2 - Label", "E-mail 2 - Value", "Phone 1 - Label", "Phone 1 - Value", "Phone 2 - Label",
    "Phone 2 - Value",
]  # fmt: skip
OUTLOOK = [
    "Title",
    "First Name",
    "Last Name",
    "Company",
    "Job Title",
    "Business Phone",
    "Mobile Phone",
    "E-mail Address",
    "E-mail 2 Address",
    "Categories",
]
MAILCHIMP = ["Email Address", "First Name", "Last Name", "OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", "EUID"]
OWN = ["external_id", "first_name", "last_name", "email", "mobile", "purpose", "legal_basis", "source", "occurred_at"]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (SUPEROFFICE, "superoffice"),
        (SUPEROFFICE_NO, "superoffice"),
        (HUBSPOT, "hubspot"),
        (GOOGLE, "google"),
        (OUTLOOK, "outlook"),
        (MAILCHIMP, "mailchimp"),
        ([*MAILCHIMP, "UNSUB_TIME", "UNSUB_REASON"], "mailchimp"),
        (["Email Address", "CLEAN_TIME"], "mailchimp"),
        (OWN, "own"),
        (["Navn", "Epost"], "own"),
        ([*OWN, "Company", "E-mail"], "own"),
    ],
)
def test_the_header_gives_the_export_away(header, name):
    assert presets.detect(header).name == name


def read(header, *cells, preset=""):
    return presets.mapping_for(header, preset).record([*cells, *([""] * (len(header) - len(cells)))])


def test_superoffice_in_both_languages():
    assert read(SUPEROFFICE, "Fjord AS", "Kari", "Ås", "k@example.no", "91234567", "CEO", "Customer", "22334455") == {
        "company": "Fjord AS", "first_name": "Kari", "last_name": "Ås", "email": "k@example.no", "mobile": "91234567",
        "title": "CEO", "category": "Customer", "phone": "22334455",
    }  # fmt: skip
    assert (
        read(SUPEROFFICE_NO, "Fjord AS", "Kari", "Ås", "k@example.no", "", "", "Kunde", "974760673")["org_number"]
        == "974760673"
    )


def test_superoffice_no_mailings_is_a_no():
    record = read([*SUPEROFFICE, "No mailings"], "", "Kari", "Ås", "k@example.no", "", "", "", "", "True")
    assert (record["purpose"], record["status"]) == ("EMARKETING", "withdrawn")


def test_hubspot_says_by_what_right_and_who_left():
    record = read(
        HUBSPOT,
        "12",
        "Kari",
        "Ås",
        "k@x.no",
        "1",
        "2",
        "CEO",
        "lead",
        "Legitimate interest – existing customer",
        "true",
        "a@x.no;b@x.no",
    )
    assert record["store_legal_basis"] == "61F"
    assert (record["purpose"], record["status"]) == ("EMARKETING", "withdrawn")
    assert record["more_emails"] == "a@x.no\nb@x.no"
    assert record["external_id"] == "12"
    assert "occurred_at" not in record


@pytest.mark.parametrize(
    ("stated", "basis"),
    [
        ("Performance of a contract", "61B"),
        ("Legitimate interest - prospect/lead;Performance of a contract", "61B"),
        ("Freely given consent from contact", None),
        ("Not applicable", None),
        ("", None),
    ],
)
def test_hubspot_names_of_the_bases(stated, basis):
    assert read(HUBSPOT, "1", "K", "Å", "k@x.no", "", "", "", "", stated).get("store_legal_basis") == basis


def test_a_consent_that_hubspot_names_is_one_to_marketing_without_time_or_text():
    record = read(HUBSPOT, "1", "K", "Å", "k@x.no", "", "", "", "", "Freely given consent from contact")
    assert (record["purpose"], record["legal_basis"], record["status"]) == ("EMARKETING", "61A", "given")
    assert "occurred_at" not in record
    assert "evidence" not in record


def test_google_has_several_addresses_and_numbers():
    record = read(
        GOOGLE, "Kari", "Elise", "Ås", "Fjord AS", "CEO", "* myContacts ::: Customers", "* Work", "k@x.no ::: k2@x.no", "Home",
        "k3@x.no", "Mobile", "+4791234567 ::: +4798765432", "Work", "22334455",
    )  # fmt: skip
    assert record["first_name"] == "Kari Elise"
    assert (record["email"], record["more_emails"]) == ("k@x.no", "k2@x.no\nk3@x.no")
    assert (record["mobile"], record["phone"], record["more_phones"]) == (
        "+4791234567",
        "22334455",
        "mobile:+4798765432",
    )
    assert (record["company"], record["title"], record["category"]) == ("Fjord AS", "CEO", "Customers")


def test_google_without_a_name_column_is_read_by_its_addresses():
    assert read(["E-mail 1 - Value", "Phone 1 - Value"], "k@x.no")["email"] == "k@x.no"


def test_outlook_keeps_the_job_title_and_not_the_form_of_address():
    record = read(
        OUTLOOK, "Mrs.", "Kari", "Ås", "Fjord AS", "CEO", "22334455", "91234567", "k@x.no", "k2@x.no", "VIP;Customer"
    )
    assert record["title"] == "CEO"
    assert record["category"] == "VIP"
    assert (record["email"], record["more_emails"]) == ("k@x.no", "k2@x.no")


def test_mailchimp_opt_in_is_evidence():
    record = read(
        MAILCHIMP, "k@x.no", "Kari", "Ås", "2020-01-01 10:00:00", "192.0.2.1", "2020-01-01 10:05:00", "192.0.2.2", "abc"
    )
    assert (record["purpose"], record["legal_basis"], record["status"]) == ("EMARKETING", "61A", "given")
    assert (record["occurred_at"], record["zone"]) == ("2020-01-01 10:05:00", "UTC")
    assert (
        record["evidence"]
        == "Mailchimp: opt-in 2020-01-01 10:00:00 UTC from 192.0.2.1, confirmed 2020-01-01 10:05:00 UTC from 192.0.2.2"
    )
    assert record["external_id"] == "abc"


def test_mailchimp_unsubscribed_is_a_no_with_its_time_even_beside_an_opt_in():
    header = [*MAILCHIMP, "UNSUB_TIME", "UNSUB_REASON"]
    record = read(
        header,
        "k@x.no",
        "Kari",
        "Ås",
        "2020-01-01 10:00:00",
        "192.0.2.1",
        "",
        "",
        "abc",
        "2021-02-03 04:05:06",
        "NO_LONGER_INTERESTED",
    )
    assert (record["status"], record["occurred_at"]) == ("withdrawn", "2021-02-03 04:05:06")
    assert record["comment"] == "Mailchimp: unsubscribed: NO_LONGER_INTERESTED"
    assert "evidence" not in record


def test_mailchimp_cleaned_is_no_answer():
    record = read(["Email Address", "OPTIN_TIME", "CLEAN_TIME"], "k@x.no", "2020-01-01 10:00:00", "2022-01-01 00:00:00")
    assert record["status"] == "unknown"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("Kari Elise Ås", "Kari Elise", "Ås"), ("Ås, Kari", "Kari", "Ås"), ("Kari", "Kari", ""), ("  ", None, None)],
)
def test_a_whole_name_is_taken_apart(name, first, last):
    record = read(["Name", "Email"], name, "k@x.no")
    assert (record.get("first_name"), record.get("last_name")) == (first, last)


def test_a_plain_file_is_known_as_plain():
    mapping = presets.mapping_for(OWN)
    assert mapping.is_plain
    assert mapping.identity_places() == {0, 1, 2, 3, 4}


def test_columns_nobody_asked_for_are_named():
    assert presets.mapping_for(["email", "Shoe size", ""]).unused == ("Shoe size",)


@pytest.mark.parametrize("header", [SUPEROFFICE, SUPEROFFICE_NO, HUBSPOT, GOOGLE, MAILCHIMP, OWN])
def test_columns_that_a_preset_reads_in_its_own_way_are_used(header):
    assert presets.mapping_for(header).unused == ()


def test_a_file_by_which_nobody_can_be_known_is_refused():
    with pytest.raises(Refused) as refusal:
        presets.mapping_for(["Shoe size", "Comment"])
    assert refusal.value.code == "no_person_column"


def test_an_unknown_preset_is_refused_by_name():
    with pytest.raises(Refused, match="nosuch") as refusal:
        presets.mapping_for(OWN, "nosuch")
    assert refusal.value.code == "unknown_preset"


def test_a_mapping_made_by_hand():
    mapping = presets.chosen(["A", "B", "C"], {"A": "email", "B": "phone", "C": "", "D": "email"})
    assert mapping.record(["k@x.no", "22334455", "x"]) == {"email": "k@x.no", "phone": "22334455"}
    assert mapping.unused == ("C",)


def test_moving_a_column_by_hand_loses_no_no():
    """Rule 3: what the preset reads as a no is read whatever is chosen for the other columns."""
    header = ["Email Address", "First Name", "Last Name", "UNSUB_TIME", "UNSUB_REASON", "Notes"]
    by_hand = {"Email Address": "email", "First Name": "last_name", "Last Name": "first_name"}
    mapping = presets.chosen(header, by_hand, "mailchimp")
    record = mapping.record(["k@x.example", "Lund", "Kari", "2024-05-01 10:00:00", "ABUSE", "x"])
    assert (record["first_name"], record["status"], record["purpose"]) == ("Kari", "withdrawn", "EMARKETING")
    assert mapping.unused == ("Notes",)
    more = presets.chosen(["Record ID", "Email", "Additional email addresses"], {"Email": "email"}, "hubspot")
    assert "b@x.example" in more.record(["1", "a@x.example", "b@x.example"])["more_emails"]


@pytest.mark.parametrize(
    ("header", "key"), [(" E-Mail: ", "e-mail"), ("first_name", "first name"), ("contact’s  data", "contact's data")]
)
def test_headers_are_compared_without_case_and_punctuation(header, key):
    assert folded(header) == key
