"""Projects: registered, changed, with people and users."""

from __future__ import annotations

from datetime import date

import pytest

from samtykke.core.refused import Refused
from samtykke.sales import actions
from samtykke.sales.models import Project
from tests.sales.made import BY, make_company, make_project

pytestmark = pytest.mark.django_db


def test_a_project_begins_with_the_first_status_and_is_changed_once():
    project = make_project(starts_on="2026-03-01", ends_on="01.06.2026")
    assert (project.status.key, project.ends_on) == ("PLANNED", date(2026, 6, 1))
    changed = actions.change_project(project, changes={"note": "Ny fremdrift"}, version=1, **BY)
    assert actions.change_project(changed, changes={"note": "Ny fremdrift"}, version=1, **BY).version == 2
    with pytest.raises(Refused) as no:
        actions.change_project(project, changes={"note": "Annet"}, version=1, **BY)
    assert no.value.code == "changed_meanwhile"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"ends_on": "2026-02-01"}, "ends_before_start"),
        ({"starts_on": "1899-12-31"}, "date_out_of_range"),
        ({"title": ""}, "title_missing"),
        ({"note": "\x00"}, "nul"),
        ({"owner_id": 4_242}, "unknown_user"),
    ],
)
def test_what_no_project_is_is_refused(told, code):
    project = make_project(starts_on="2026-03-01")
    with pytest.raises(Refused) as no:
        actions.change_project(project, changes=told, **BY)
    assert no.value.code == code


def test_staff_take_part_and_leave_and_twice_changes_nothing(ola, siri, signed_in):
    project, client = make_project(), signed_in(ola)
    for _ in range(2):
        client.post(f"/projects/{project.pk}/users/", {"user": siri.pk})
    project.refresh_from_db()
    assert ([row.user_id for row in project.users.all()], project.version) == ([siri.pk], 2)
    assert "Siri" in client.get(f"/projects/{project.pk}/").content.decode()
    client.post(f"/projects/{project.pk}/users/{siri.pk}/removal/")
    assert not project.users.exists()


def test_a_project_is_registered_listed_changed_and_binned_on_its_pages(admin, kari, signed_in):
    client, company = signed_in(admin), make_company()
    sent = {"title": "Nytt nett", "status": "RUNNING", "company_name": company.name, "person": kari.pk}
    card = client.post("/projects/new/", sent).headers["Location"]
    project = Project.objects.get()
    assert (project.company, card) == (company, f"/projects/{project.pk}/")
    assert kari.last_name in client.get(card).content.decode()
    for query in ("q=nett", "status=RUNNING", f"company={company.pk}"):
        assert [one.pk for one in client.get(f"/projects/?{query}").context["projects"]] == [project.pk]
    assert client.get("/projects/?status=DONE").context["projects"] == []
    assert client.post(f"{card}change/", {**sent, "title": ""}).status_code == 422
    assert (
        client.post(f"{card}change/", {**sent, "ends_on": "2020-01-01", "starts_on": "2021-01-01"}).status_code == 422
    )
    assert client.post(f"{card}change/", {**sent, "title": "Nytt navn", "version": 99}).status_code == 409
    assert "Nytt nett" in client.get(f"/companies/{company.pk}/projects/").content.decode()
    assert "Nytt nett" in client.get(f"/people/{kari.pk}/projects/").content.decode()
    client.post(f"{card}deletion/")
    assert client.get("/projects/").context["projects"] == []
    client.post(f"{card}restoration/")
    assert len(client.get("/projects/").context["projects"]) == 1


def test_per_sees_no_project(per, signed_in):
    project = make_project()
    for path in ("", f"{project.pk}/", f"{project.pk}/change/", f"{project.pk}/people/", "new/"):
        assert signed_in(per).get(f"/projects/{path}").status_code == 403
    assert signed_in(per).post(f"/projects/{project.pk}/users/", {"user": per.pk}).status_code == 403


def test_a_guessed_id_is_nobodys_project(admin, signed_in):
    for path in ("", "change/", "people/"):
        assert signed_in(admin).get(f"/projects/4242/{path}").status_code == 404
