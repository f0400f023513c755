from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from samtykke.accounts import actions, queries
from samtykke.accounts.models import Organisation
from samtykke.audit.queries import trail
from samtykke.core.actors import Actor, Via
from tests.accounts.factories import make_user, signed_in

pytestmark = pytest.mark.django_db

PROFILE = {
    "legal_name": "Fjordlys AS",
    "number": "974 760 673",
    "address_line": "Tenktgata 1",
    "postal_code": "5003",
    "city": "Bergen",
    "country": "NO",
    "sender_name": "Fjordlys",
    "sender_address": "post@fjordlys.example",
    "reply_to": "svar@fjordlys.example",
    "privacy_contact_name": "Siri Vernøy",
    "privacy_contact_email": "personvern@fjordlys.example",
    "time_zone": "Europe/Oslo",
    "language": "nb",
}
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 100


def test_a_new_installation_has_an_empty_profile_with_the_standard_zone_and_language() -> None:
    assert not queries.organisation().is_described
    assert queries.company_zone() == ZoneInfo("Europe/Oslo")
    assert queries.company_language() == "nb"


def test_without_a_row_the_standard_holds() -> None:
    Organisation.objects.all().delete()
    assert queries.organisation().legal_name == ""
    assert queries.company_zone().key == "Europe/Oslo"
    assert queries.company_language() == "nb"


def test_an_unknown_zone_falls_back_to_the_standard() -> None:
    Organisation.objects.update(time_zone="Mars/Olympus")
    assert queries.company_zone().key == "Europe/Oslo"


def test_there_is_one_organisation() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(pk=2)


def test_a_change_names_its_fields_in_the_trail_and_no_change_leaves_none() -> None:
    for _ in range(2):
        actions.change_organisation(by=Actor.system(), via=Via.COMMAND, legal_name="Fjordlys AS", city="Bergen")
    [entry] = trail()
    assert entry.details == {"fields": ["city", "legal_name"]}


def test_the_profile_is_kept_from_the_page() -> None:
    client = signed_in(make_user("Anne", "administrator"))
    answer = client.post("/organisation/", {**PROFILE, "language": "en", "logo": SimpleUploadedFile("l.png", PNG)})
    assert answer.status_code == 302, answer.context["form"].errors
    organisation = queries.organisation()
    assert organisation.number == "974760673"
    assert organisation.languages == ["en", "nb"]
    assert organisation.is_described
    assert (bytes(organisation.logo or b""), organisation.logo_type) == (PNG, "image/png")


def test_the_logo_is_public_and_can_be_removed() -> None:
    client = signed_in(make_user("Anne", "administrator"))
    assert client.get("/organisation/logo/").status_code == 404
    actions.change_organisation(by=Actor.system(), via=Via.COMMAND, logo=PNG, logo_type="image/png")
    client.logout()
    answer = client.get("/organisation/logo/")
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["X-Content-Type-Options"] == "nosniff"
    client = signed_in(make_user("Siri", "privacy_officer"))
    assert client.post("/organisation/", {**PROFILE, "remove_logo": "on"}).status_code == 302
    assert queries.organisation().logo is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("number", "123456789", "not a Norwegian organisation number"),
        ("legal_name", "", "required"),
        ("privacy_contact_email", "siri", "valid email"),
        ("time_zone", "Mars/Olympus", "valid choice"),
        ("language", "de", "valid choice"),
        ("country", "XX", "valid choice"),
        ("logo", SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>"), "not a PNG"),
        ("logo", SimpleUploadedFile("logo.png", PNG + b"x" * 200 * 1024), "larger than 200 kB"),
    ],
)
def test_bad_input_is_refused_at_its_field(field: str, value: object, sentence: str) -> None:
    client = signed_in(make_user("Anne", "administrator", language="en"))
    answer = client.post("/organisation/", {**PROFILE, field: value})
    assert answer.status_code == 200
    assert sentence in str(answer.context["form"].errors[field])
    assert queries.organisation().legal_name == ""


def test_a_number_from_another_country_is_not_judged_by_norwegian_rules() -> None:
    client = signed_in(make_user("Anne", "administrator"))
    assert client.post("/organisation/", {**PROFILE, "country": "SE", "number": "556016-0680"}).status_code == 302
    assert queries.organisation().number == "556016-0680"


def test_a_field_that_is_not_on_the_form_is_not_taken() -> None:
    client = signed_in(make_user("Anne", "administrator"))
    client.post("/organisation/", {**PROFILE, "id": "2", "logo_type": "text/html"})
    assert Organisation.objects.get().logo_type == ""
