"""Activities and documents of a sale or a project stand on its card, and are seen by who sees it. REQ-93."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from samtykke.activities.models import Activity
from samtykke.contacts.actions import delete_person
from samtykke.core.actors import Via
from samtykke.documents.access import visible_to
from tests.documents.made import keep
from tests.pages import browse, text_of
from tests.sales.made import make_project, make_sale

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.contacts.models import Person

pytestmark = pytest.mark.django_db


def test_a_document_of_a_sale_stands_on_its_card_and_goes_out_of_sight_with_it(
    kari: Person, ola: User, per: User
) -> None:
    """Breaks when a document of a sale whose people are all out of sight is seen by its number."""
    sale, project = make_sale(kari), make_project(kari)
    of_sale, of_project = keep(sale_id=sale.pk), keep(content=b"Other words.", project_id=project.pk)
    client = browse(ola)
    assert of_sale.title in text_of(client.get(f"/sales/{sale.pk}/documents/"))
    assert of_project.title in text_of(client.get(f"/projects/{project.pk}/documents/"))
    assert browse(per).get(f"/sales/{sale.pk}/documents/").status_code == 403
    delete_person(kari, by=ola.actor, via=Via.STAFF)
    for address in (f"/sales/{sale.pk}/documents/", f"/projects/{project.pk}/documents/", f"/documents/{of_sale.pk}/"):
        assert client.get(address).status_code == 404
    assert not visible_to(ola).exists()


def test_a_file_is_added_from_the_card_of_a_sale_and_of_a_project(kari: Person, ola: User) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sale, project = make_sale(kari), make_project(kari)
    client = browse(ola)
    for kind, one in (("sales", sale), ("projects", project)):
        file = SimpleUploadedFile(f"{kind}.txt", f"Words about {kind}".encode())
        answer = client.post(f"/{kind}/{one.pk}/documents/new/", {"file": file})
        assert answer.status_code == 302
    assert set(visible_to(ola).values_list("sale_id", "project_id")) == {(sale.pk, None), (None, project.pk)}


def test_an_activity_begun_on_the_card_of_a_sale_is_of_the_sale(kari: Person, ola: User) -> None:
    sale, project = make_sale(kari), make_project(kari)
    client = browse(ola)
    assert f'name="sale" value="{sale.pk}"' in text_of(client.get(f"/activities/new/?sale={sale.pk}"))
    told = {"kind": "note", "title": "Talt med", "day": "2026-11-30", "people": [kari.pk]}
    client.post("/activities/new/", {**told, "sale": sale.pk})
    client.post("/activities/new/", {**told, "title": "Oppstart", "project": project.pk})
    assert set(Activity.objects.values_list("sale_id", "project_id")) == {(sale.pk, None), (None, project.pk)}
    assert "Talt med" in text_of(client.get(f"/sales/{sale.pk}/activities/"))
    assert "Oppstart" in text_of(client.get(f"/projects/{project.pk}/activities/"))
    delete_person(kari, by=ola.actor, via=Via.STAFF)
    assert client.get(f"/sales/{sale.pk}/activities/").status_code == 404
    assert client.post("/activities/new/", {**told, "people": [], "sale": sale.pk}).status_code == 404
    assert Activity.objects.count() == 2


def test_both_tabs_stand_on_both_cards(kari: Person, ola: User) -> None:
    for kind, one in (("sales", make_sale(kari)), ("projects", make_project(kari))):
        shown = text_of(browse(ola).get(f"/{kind}/{one.pk}/"))
        assert f'href="/{kind}/{one.pk}/activities/"' in shown
        assert f'href="/{kind}/{one.pk}/documents/"' in shown
