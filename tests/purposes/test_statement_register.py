"""The statement tells what the register holds: recipients, transfers, interests and periods, each by its name. REQ-35, REQ-36."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from samtykke.audit.deeds import Deed
from samtykke.audit.models import Entry
from samtykke.contacts.models import Category
from samtykke.core.refused import Refused
from samtykke.purposes import actions as purposes
from samtykke.purposes import statement_gaps, statements
from samtykke.purposes.models import Purpose, Recipient, StatementVersion
from tests.accounts.factories import signed_in as sign_in
from tests.purposes.statements import BY, describe, publish, whole

if TYPE_CHECKING:
    from samtykke.accounts.models import User

pytestmark = pytest.mark.django_db
SKY = {"names": {"nb": "Skyen Inc.", "en": "Skyen Inc."}, "country": "US", "transfer_ground": "clauses"}


@pytest.fixture(autouse=True)
def described(db: None) -> None:
    """An organisation that says who it is."""
    describe()


def skyen(*, key: str = "STORE", **more: Any) -> Recipient:
    """A recipient in the United States, named by a purpose."""
    made: Recipient = Recipient.objects.create(**{**SKY, **more})
    Purpose.objects.get(key=key).recipients.add(made)
    return made


def untold(language: str = "nb", **texts: str) -> list[str]:
    """What a whole draft does not tell, with some sections in other words."""
    draft = whole(language, **texts)
    found = statement_gaps.untold(draft.sections, statements.facts_in(language), language)
    return [one.section for one in found]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_what_is_written_from_the_register_tells_all_of_it(language: str) -> None:
    """Breaks when the statement that the product writes itself leaves out a recipient, transfer, interest or period."""
    skyen()
    Category.objects.filter(key="PROSPECT").update(retention_months=6)
    Purpose.objects.filter(key="STORE").update(retention_months=36, consent_valid_months=24)
    assert untold(language) == []
    assert publish(language).untold_reason == ""


@pytest.mark.parametrize(
    ("texts", "section"),
    [
        ({"recipients": "Bare vi selv."}, "recipients"),
        ({"transfers": "Ingen utenfor EØS."}, "transfers"),
        ({"transfers": "Skyen Inc. har EUs standardavtale (artikkel 46)."}, "transfers"),
        ({"transfers": "Skyen Inc. er i USA."}, "transfers"),
        ({"transfers": "Skyen Inc. er i USA.\n\nAndre har EUs standardavtale (artikkel 46)."}, "transfers"),
        ({"interests": "Vi har en interesse."}, "interests"),
        ({"retention": "Salg og tjenester | 12 måneder\nE-markedsføring | 24 måneder"}, "retention"),
    ],
)
def test_a_text_that_leaves_something_out_is_not_published_unless_a_reason_says_why(
    texts: dict[str, str], section: str
) -> None:
    """Breaks when people are not told of a recipient, of a country and its ground, of an interest or of a period."""
    skyen()
    Purpose.objects.exclude(key__in=["STORE", "EMARKETING"]).update(is_active=False)
    Purpose.objects.filter(key="STORE").update(retention_months=36)
    draft = whole(**texts)
    with pytest.raises(Refused) as refused:
        purposes.publish_statement("nb", edition=draft.edition, **BY)
    assert (refused.value.code, refused.value.field) == ("statement_untold", "reason")
    assert ("Skyen Inc." if section in {"recipients", "transfers"} else "Salg og tjenester") in str(refused.value)
    assert not StatementVersion.objects.exists()
    reason = "Vi sier hva slags mottakere det er."
    made = purposes.publish_statement("nb", edition=draft.edition, reason=f"  {reason} ", **BY)
    assert made.untold_reason == reason
    assert Entry.objects.get(deed=Deed.STATEMENT_PUBLISHED.value).details["reason"] == reason


def test_the_same_in_years_and_other_case_is_told() -> None:
    """Breaks when a period told as years, a number in words, or a name in capitals is called untold."""
    skyen(names={"nb": "Skyen AS", "en": "Skyen AS"}, country="NO", transfer_ground="none")
    Purpose.objects.exclude(key="STORE").update(is_active=False)
    Purpose.objects.filter(key="STORE").update(retention_months=36, consent_valid_months=24)
    assert untold(recipients="SKYEN AS", retention="Salg og tjenester | tre år; et samtykke gjelder i 2 år") == []
    assert untold(recipients="SKYEN AS", retention="Salg og tjenester | 360 måneder, 2 år") == ["retention"]


def test_a_recipient_of_purposes_that_nobody_uses_is_not_told() -> None:
    """Breaks when people read of a recipient that gets nothing; one that no purpose names is told, to be safe."""
    purpose = Purpose.objects.get(key="EMARKETING")
    skyen(key=purpose.key)
    Purpose.objects.filter(pk=purpose.pk).update(is_active=False)
    Recipient.objects.create(names={"nb": "Budet AS", "en": "Budet AS"}, country="NO", transfer_ground="none")
    facts = statements.facts_in("nb")
    assert [name for name, _public in facts["recipients"]] == ["Budet AS"]
    assert facts["transfers"] == []


def test_the_period_that_is_enforced_is_the_one_people_read() -> None:
    """Breaks when the statement tells the purpose's months where a category's are shorter (M11, REQ-24)."""
    Purpose.objects.exclude(key="STORE").update(is_active=False)
    Purpose.objects.filter(key="STORE").update(retention_months=24)
    Category.objects.update(retention_months=None)
    Category.objects.filter(key="PROSPECT").update(retention_months=6, names={"nb": "Prospekt", "en": "Prospect"})
    Category.objects.filter(key="CUSTOMER").update(retention_months=60)
    (row,) = statements.facts_in("nb")["retention"]
    assert row[1:] == [24, None, [["Prospekt", 6, "last_contact"]]]
    text = purposes.draft_statement("nb", **BY).sections["retention"]
    assert "24 måneder etter siste kontakt; for dem vi har som «Prospekt»: 6 måneder etter siste kontakt" in text
    assert "60" not in text
    assert untold(retention="Salg og tjenester | 24 måneder etter siste kontakt") == ["retention"]


def test_what_was_published_with_a_reason_is_asked_again_only_when_the_set_up_changes() -> None:
    """Breaks when a decision that was taken nags for ever, or hides a recipient that came later."""
    skyen()
    for language in ("nb", "en"):
        draft = whole(language, recipients="…")
        purposes.publish_statement(language, edition=draft.edition, reason="Kategorier", **BY)
    assert statements.statement_state().is_current
    skyen(names={"nb": "Nye AS", "en": "Nye AS"})
    assert not statements.statement_state().is_current


def test_what_was_published_before_the_register_grew_is_called_untold() -> None:
    """Breaks when a statement that names no recipient is still called whole."""
    publish("nb")
    skyen()
    (nb, _en) = statements.statement_state().languages
    assert {one.section for one in nb.untold} >= {"transfers"}
    assert not nb.is_current


def test_the_page_lists_what_is_untold_and_takes_a_reason(siri: User) -> None:
    """Breaks when the page does not name what is left out, or publishes it without a reason."""
    skyen()
    draft = whole(recipients="Bare vi selv.")
    client, address = sign_in(siri), "/privacy-statement/nb/publication/"
    page = client.get(address).content.decode()
    assert "Skyen Inc." in page
    assert 'name="reason"' in page
    refused = client.post(address, {"edition": draft.edition, "reason": " "})
    assert refused.status_code == 422
    assert 'id="id_reason"' in refused.content.decode()
    assert client.post(address, {"edition": draft.edition, "reason": "Kategorier"}).status_code == 302
    assert "Kategorier" in client.get("/privacy-statement/nb/versions/1/").content.decode()
