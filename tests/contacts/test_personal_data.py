"""Everything these tables hold about a person can be shown and removed (Art. 15, 17)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from samtykke.contacts import actions, personal_data
from samtykke.contacts.models import Category, Company, FieldChange, Interest, LinkUse, Merge, PairReason, PossiblePair
from samtykke.core.personal_data import registered
from samtykke.purposes.models import Vocabulary
from tests.contacts.rows import BY, make_person

pytestmark = pytest.mark.django_db
KINDS = {"identity", "contact", "work", "preference", "evidence", "history", "technical"}


def test_every_column_of_every_table_of_people_is_classified() -> None:
    for model in apps.get_app_config("contacts").get_models():
        if model._meta.db_table.startswith("contacts_company") or issubclass(model, Vocabulary):
            continue
        columns = {field.column for field in model._meta.concrete_fields if field.column}
        assert set(personal_data.FIELDS[model._meta.db_table]) == columns
        assert set(personal_data.FIELDS[model._meta.db_table].values()) <= KINDS
    assert "contacts" in {part.name for part in registered()}


def test_a_copy_holds_the_data_the_words_behind_them_and_no_staff_or_secrets() -> None:
    person = make_person(email="kari@example.no", phone="22334455")
    actions.change_person(person, changes={"category": Category.objects.get(key="CUSTOMER"), "title": "Sjef"}, **BY)
    token = actions.make_link(person, LinkUse.PREFERENCES, timedelta(days=1), **BY)
    told = personal_data.export(person.pk)
    text = json.dumps(told)
    assert told["person"]["category"] == {"nb": "Kunde", "en": "Customer"}
    assert told["person"]["origin_source"]["en"] == "Web form"
    assert [told["emails"][0]["address"], told["phones"][0]["number"]] == ["kari@example.no", "+4722334455"]
    assert {change["field"] for change in told["changes"]} == {"category_id", "title"}
    assert len(told["links"]) == 1
    assert all(word not in text for word in ("actor_id", "token_hash", "fingerprint", token))
    assert personal_data.export(10**12) == {}


def test_erasing_leaves_no_row_of_the_person_and_touches_nobody_else() -> None:
    person, other = make_person(email="kari@example.no", phone="22334455"), make_person("Per", email="per@example.no")
    actions.change_person(person, changes={"title": "Sjef"}, **BY)
    actions.make_link(person, LinkUse.PREFERENCES, None, **BY)
    Merge.objects.create(survivor=other, merged=person, actor_kind="user", actor_id=7)
    PossiblePair.objects.create(person=person, other=other, reason=PairReason.EMAIL)
    actions.belong(person, Company.objects.create(name="Tenkt Bygg AS"), role="Styreleder", **BY)
    actions.set_postal(person, street="Tenktveien 1", city="Bergen", **BY)
    actions.know_as(person, system="ERP", external_id="7", **BY)
    actions.change_interests(person, add=[Interest.objects.create(key="SOLAR", names={"nb": "Sol"})], **BY)
    FieldChange.objects.filter(person=person).exclude(field="title").delete()
    part = next(part for part in registered() if part.name == "contacts")
    assert part.erase(person.pk) == dict.fromkeys(personal_data.FIELDS, 1)
    assert part.erase(person.pk) == dict.fromkeys(personal_data.FIELDS, 0)
    with connection.cursor() as cursor:
        for table, columns in personal_data.FIELDS.items():
            for column in {"person_id", "survivor_id", "merged_id"} & set(columns):
                cursor.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [person.pk])
                assert cursor.fetchone()[0] == 0
    assert len(personal_data.export(other.pk)["emails"]) == 1
