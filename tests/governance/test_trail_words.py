"""The trail in the reader's words: no key of ours stands in a line that staff read. REQ-98."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.utils.translation import override

from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Actor, Ref, Via
from samtykke.governance.forms import DutyForm, TrailForm
from samtykke.governance.trail_fields import field_words
from samtykke.governance.trail_words import DETAILS, SUBJECTS, Names, details_words
from samtykke.web.forms import PeopleFilter
from tests.house.code import modules
from tests.pages import browse, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
# Tables whose changed columns entries name.
CHANGED = (
    "contacts.Person", "contacts.Company", "contacts.Category", "purposes.Purpose", "purposes.Source", "purposes.LegalBasis",
    "purposes.DataKind", "purposes.Recipient", "purposes.PrivacySettings", "purposes.FieldDecision", "accounts.Organisation",
    "accounts.User", "accounts.Role", "accounts.Team", "mail.Template", "governance.MapRow", "governance.RecordSettings",
    "governance.ProcessorActivity",
)  # fmt: skip
# What no action of staff changes by name.
NEVER = frozenset({
    "id", "is_standard", "created_at", "updated_at", "version", "sort_key", "run_id", "live_key", "field", "valid_from",
    "last_login", "sessions_ended", "has_short_password", "inform_by", "informed_at", "inform_since",
})  # fmt: skip
BY = {"by": Actor.system(), "via": Via.STAFF}


def test_every_column_that_is_changed_has_a_name() -> None:
    """Breaks when a table gets a column and the trail shows its key."""
    nameless = [
        f"{model}.{field.name}"
        for model in CHANGED
        for field in (*apps.get_model(model)._meta.concrete_fields, *apps.get_model(model)._meta.many_to_many)
        if field.name not in field_words()
        and field.name not in NEVER
        and not field.name.startswith("origin_")
        and not field.name.endswith(("_by_kind", "_by_id"))
        and field.name != "decided_at"
    ]
    assert nameless == []


def test_every_filter_of_a_list_has_a_name() -> None:
    """Breaks when a list is narrowed in a new way and the trail says how by its key."""
    from samtykke.contacts.masking import NOTHING

    forms = (PeopleFilter(mask=NOTHING), DutyForm(), TrailForm())
    assert sorted({name for form in forms for name in form.fields} - set(field_words()) - {"sort"}) == []


def test_a_link_is_said_by_what_it_opens(siri: User) -> None:
    """Breaks when the trail shows a key where it says what a link is for."""
    told = details_words(Deed.PERSON_LINK_MADE.value, {"use": "preferences"}, Names())
    assert told == [("Use", "Preferences")]


def recorded() -> Iterator[tuple[str, str]]:
    """What the code says of an entry: the names of its details, and what it is about."""
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"record", "look"}:
                yield from (("detail", word.arg) for word in node.keywords if word.arg)
            if name == "Ref" and node.args and isinstance(node.args[0], ast.Constant):
                yield "subject", str(node.args[0].value)


def test_every_detail_and_subject_that_the_code_records_has_a_name() -> None:
    """Breaks when an action records something that the page can only show by its key."""
    known = {"detail": set(DETAILS) | {"subject", "by", "via", "at", "details"}, "subject": set(SUBJECTS)}
    assert sorted({(what, name) for what, name in recorded() if name not in known[what]}) == []


def test_details_are_said_in_the_reader_s_language(siri: User) -> None:
    """Breaks when a changed field, a purpose, a point of the guide or a language stands there as a key."""
    audit.record(Deed.LIST_CHANGED, subject=Ref("purpose", 1), fields=["retention_months", "rank"], key="STORE", **BY)
    audit.record(Deed.GUIDE_ANSWERED, subject=None, key="recipients", fields=["note"], **BY)
    audit.record(Deed.WORDING_WRITTEN, subject=Ref("purpose", 1), purpose="EMARKETING", language="nb", **BY)
    page = text_of(browse(siri, language="nb").get("/audit/"))
    for words in ("Måneder", "Plass i listen", "Vet dere hvem som får", "E-markedsføring", "norsk"):
        assert words in page, words
    for key in ("retention_months", "EMARKETING", "STORE"):
        assert f"{key}<" not in page
        assert f"{key}," not in page


def test_what_nobody_knows_stands_for_itself() -> None:
    """Breaks when an old entry with a key that is gone fails the page."""
    told = {
        "purpose": "GONE",
        "status": "odd",
        "rights": ["no:such"],
        "fields": ["vanished"],
        "key": "x",
        "unheard": "of",
    }
    with override("en"):
        said = dict(details_words("guide:answered", told, Names()))
    assert {"GONE", "odd", "no:such", "vanished", "x", "of"} == set(said.values())
