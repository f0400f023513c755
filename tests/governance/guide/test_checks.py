"""The points that answer themselves: each ticks when it is so, and opens again when it no longer is. M7, REQ-50."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import override_settings

from samtykke.accounts.models import FourEyesChange, Organisation, Role, User
from samtykke.accounts.rights import Right
from samtykke.contacts.models import Category, Person
from samtykke.core.actors import Actor, Via
from samtykke.core.clock import now
from samtykke.core.known_fields import known_fields
from samtykke.governance.answers.checks import Finding, circumstances, rows
from samtykke.governance.answers.queries import standings
from samtykke.governance.guide.book import GUIDE
from samtykke.governance.guide.checks.purposes import RECIPIENTS
from samtykke.governance.measures.book import MEASURES
from samtykke.governance.models import Answer, Figure, Screening, State
from samtykke.mail.models import Template, TemplateVersion
from samtykke.purposes import actions as lists
from samtykke.purposes.models import (
    Assessment,
    DataKind,
    FieldDecision,
    LegalBasis,
    PrivacySettings,
    Purpose,
    PurposeBasis,
    Recipient,
    Source,
    StatementVersion,
    Wording,
)
from tests.accounts.factories import make_key, make_user
from tests.factories import approve_store, make_person

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
BOTH = {"nb": "https://fjordlys.example/personvern", "en": "https://fjordlys.example/privacy"}


def is_met(key: str) -> bool:
    """What the guide finds of a point now."""
    found = next(one for one in standings(GUIDE) if one.question.key == key)
    assert found.finding is not None
    assert found.is_closed == found.finding.is_met
    return found.finding.is_met


def describe(**changes: Any) -> None:
    """The organisation's profile."""
    whole = {"legal_name": "Fjordlys AS", "address_line": "Kaien 7", "privacy_contact_email": "p@fjordlys.example"}
    Organisation.objects.update_or_create(pk=1, defaults=whole | {"sender_address": "hei@fjordlys.example"} | changes)


def administrators(*names: str) -> None:
    """So many who give access."""
    for name in names:
        make_user(name, "administrator")


def give_right(right: Right, *names: str) -> None:
    """Users with one right alone."""
    role = Role.objects.create(key=f"only_{len(names)}", names={"en": "x"}, rights=[right.value])
    for name in names:
        make_user(name).roles.add(role)


def special_purpose() -> None:
    kind = DataKind.objects.create(key="ALLERGY", names={"nb": "Allergi", "en": "Allergy"}, is_special=True)
    Purpose.objects.get(key="STORE").data_kinds.add(kind)


def tell_late(person: Person, days: int) -> None:
    Person.objects.filter(pk=person.pk).update(
        from_person=False, informed_at=None, inform_by=(now() - timedelta(days=days)).date()
    )


def with_factor(user: User) -> User:
    """A user with an app for codes."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    return user


def recipient(*, agreed: bool = True, used: bool = True, **more: Any) -> Recipient:
    """A processor of sales and service, with its agreement or without."""
    agreement = "Contract of 1 March" if agreed else ""
    told = {"names": {"en": "The mail company"}, "role": "processor", "country": "NO", "agreement": agreement}
    made: Recipient = Recipient.objects.create(**told | more)
    if used:
        Purpose.objects.get(key="STORE").recipients.add(made)
    return made


def counted(count: int) -> None:
    """What the desk counted of people whose source is not known."""
    told = {"count": count, "counted_at": now()}
    Figure.objects.update_or_create(key="source_unknown", defaults=told)


def decide_fields() -> None:
    """Every field about people is for sales and service; one is out of use."""
    given: dict[str, Any] = {"by": Actor.system(), "via": Via.STAFF}
    lists.give_purpose([one.key for one in known_fields()], Purpose.objects.get(key="STORE"), **given)
    lists.decide_field("person.country", purposes=[], is_retired=True, **given)


def screen_all() -> None:
    """Every purpose was screened, and none needs more."""
    for purpose in Purpose.objects.all():
        Screening.objects.create(
            purpose=purpose, version=1, criteria=[], listed=[], needs_assessment=False, reason="Few data",
            decided_by_kind="system", decided_by_id=0,
        )  # fmt: skip


def decide_measures() -> None:
    """Every measure that only people can know."""
    keys = [one.key for one in MEASURES.questions if not one.answers_itself]
    Answer.objects.bulk_create([Answer(register="measures", key=key, state=State.DONE) for key in keys])


def switch_off() -> None:
    """The second person is no longer asked."""
    FourEyesChange.objects.create(is_on=False, reason="Ferie", by=User.objects.first())


def with_address(**settings: Any) -> Callable[[], None]:
    """Runs under settings until the test ends."""
    return lambda: override_settings(**settings).enable()


# Point → what makes it so, and what makes it no longer so.
BOTH_WAYS: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "organisation": (describe, lambda: describe(privacy_contact_email="")),
    "assessment": (approve_store, lambda: Assessment.objects.update(lapses_at=now())),
    "bases": (
        lambda: None,
        lambda: PurposeBasis.objects.filter(purpose__key="EMARKETING").update(is_default=False),
    ),
    "default-basis": (
        lambda: None,
        lambda: PrivacySettings.objects.create(changed_by_kind="system", default_basis=None),
    ),
    "retention": (lambda: None, lambda: Purpose.objects.filter(key="STORE").update(retention_months=None)),
    "special": (lambda: None, special_purpose),
    "data": (decide_fields, lambda: FieldDecision.objects.get(field="person.title").purposes.clear()),
    "screening": (screen_all, lambda: Screening.objects.filter(purpose__key="EMARKETING").delete()),
    "statement": (
        lambda: Purpose.objects.update(statement_urls=BOTH),
        lambda: Purpose.objects.filter(key="STORE").update(statement_urls={"nb": BOTH["nb"], "en": ""}),
    ),
    "public-texts": (
        lambda: Purpose.objects.update(public_texts=BOTH),
        lambda: Purpose.objects.filter(key="EMARKETING").update(public_texts={"nb": "Bare norsk"}),
    ),
    "consent-words": (lambda: None, lambda: Wording.objects.filter(language="en").delete()),
    "mailing-rule": (
        lambda: None,
        lambda: PurposeBasis.objects.filter(purpose__key="EMARKETING").update(is_default=False),
    ),
    "sources-inform": (
        lambda: Source.objects.filter(from_person=False).update(inform_rule="at_once"),
        lambda: Source.objects.filter(from_person=False).update(inform_rule="never"),
    ),
    "confirmation": (
        lambda: None,
        lambda: TemplateVersion.objects.filter(template__key="CONTACTADDED", language="nb").delete(),
    ),
    "late": (lambda: tell_late(make_person(), days=-1), lambda: tell_late(Person.objects.get(), days=1)),
    "administrators": (lambda: administrators("Ada Alt", "Bo Begge"), lambda: User.objects.last().delete()),
    "bulk-delete": (
        lambda: give_right(Right.BULK_DELETE, "Ada En", "Bo To"),
        lambda: give_right(Right.BULK_DELETE, "Cato Tre"),
    ),
    "unused-access": (
        lambda: make_user("Ada Ny"),
        lambda: User.objects.update(created_at=now() - timedelta(days=91)),
    ),
    "mail-server": (
        lambda: (describe(), with_address(EMAIL_URL="smtp://mail.example", DEMO=False)()),
        lambda: describe(sender_address=""),
    ),
    "own-page": (
        with_address(BASE_URL="https://crm.fjordlys.example", EMAIL_URL="smtp://mail.example"),
        with_address(BASE_URL="http://localhost:8000"),
    ),
    "second-factor": (
        lambda: with_factor(make_user("Ada Alt", "administrator")),
        lambda: make_user("Bo Begge", "privacy_officer"),
    ),
    "four-eyes": (lambda: administrators("Ada Alt", "Bo Begge"), switch_off),
    "recipients": (lambda: recipient(agreed=True), lambda: recipient(agreed=False)),
    "origin": (lambda: counted(0), lambda: counted(1)),
    "category-retention": (
        lambda: Category.objects.update(retention_months=24),
        lambda: Category.objects.filter(pk=Category.objects.first().pk).update(retention_months=None),
    ),
    "measures": (decide_measures, lambda: Answer.objects.filter(key="disk").update(state=State.OPEN)),
    "tls": (with_address(BASE_URL="https://crm.example"), with_address(BASE_URL="http://crm.example")),
}


@pytest.fixture(autouse=True)
def settings_end(settings: Any) -> None:
    """What a case sets is put back by pytest-django, which remembers what stood before."""
    for name in ("BASE_URL", "EMAIL_URL", "DEMO"):
        setattr(settings, name, getattr(settings, name))


def test_every_point_that_answers_itself_is_tried_both_ways() -> None:
    """Breaks when a check is added and nobody has seen it tick and open again."""
    assert {question.key for question in GUIDE.questions if question.answers_itself} == set(BOTH_WAYS)


@pytest.mark.parametrize("key", list(BOTH_WAYS))
def test_a_point_ticks_and_opens_again_by_itself(key: str) -> None:
    """Breaks when a check is always true, always false, or asks of something else."""
    makes, breaks = BOTH_WAYS[key]
    makes()
    assert is_met(key)
    breaks()
    assert not is_met(key)


def test_somebody_who_is_only_invited_cannot_give_access_yet() -> None:
    """Breaks when the point ticks as soon as the second administrator is invited and has never come in."""
    make_user("Ada Alt", "administrator")
    invited = make_user("Bo Begge", "administrator", password="")
    invited.set_unusable_password()
    invited.save()
    assert not is_met("administrators")
    assert not is_met("four-eyes")
    invited.set_password("kaffe-tog-lampe-regn")
    invited.save()
    assert is_met("administrators")
    assert is_met("four-eyes")


def test_a_recipient_needs_a_purpose_in_use_and_a_ground() -> None:
    """Breaks when a recipient that nobody sends anything to, or one outside the EEA without a ground, ticks the point."""
    made = recipient(used=False)
    assert not is_met("recipients")
    purpose = Purpose.objects.get(key="EMARKETING")
    purpose.recipients.add(made)
    assert is_met("recipients")
    Purpose.objects.filter(pk=purpose.pk).update(is_active=False)
    assert not is_met("recipients")
    Purpose.objects.filter(pk=purpose.pk).update(is_active=True)
    Recipient.objects.filter(pk=made.pk).update(country="US", agreement="")
    assert not is_met("recipients")
    found = rows(RECIPIENTS, Finding(False, ""), circumstances())
    assert [one.note for one in found] == ["no agreement, outside the EEA without a ground"]


def test_a_measure_whose_day_has_come_opens_the_point_again() -> None:
    """Breaks when the measures stay decided for ever, though one is to be looked at again."""
    decide_measures()
    assert is_met("measures")
    Answer.objects.filter(key="disk").update(review_on=(now() - timedelta(days=2)).date())
    assert not is_met("measures")


@pytest.mark.parametrize("key", ["bases", "default-basis"])
def test_a_basis_that_is_no_longer_in_use_stands_for_nobody(key: str) -> None:
    """Breaks when a default basis that was switched off still counts as one."""
    assert is_met(key)
    LegalBasis.objects.update(is_active=False)
    assert not is_met(key)


def test_who_asks_for_no_consent_needs_no_words_for_it() -> None:
    """Breaks when the point can never tick for a company that rests nothing on consent."""
    Wording.objects.filter(language="en").delete()
    assert not is_met("consent-words")
    PurposeBasis.objects.filter(legal_basis__article="a").delete()
    assert is_met("consent-words")


def test_a_field_of_a_special_category_opens_the_point_as_well() -> None:
    """REQ-20. Breaks when only the kinds that a purpose names itself are looked at."""
    kind = DataKind.objects.create(key="ALLERGY", names={"en": "Allergy"}, is_special=True)
    decided = FieldDecision.objects.create(field="person.title", data_kind=kind, decided_by_kind="system")
    assert is_met("special")
    decided.purposes.add(Purpose.objects.get(key="STORE"))
    assert not is_met("special")


def test_a_key_nobody_uses_keeps_the_point_open() -> None:
    """Breaks when only users are asked for."""
    key, _readable = make_key()
    assert is_met("unused-access")
    type(key).objects.filter(pk=key.pk).update(created_at=now() - timedelta(days=91))
    assert not is_met("unused-access")
    type(key).objects.filter(pk=key.pk).update(last_used_at=now())
    assert is_met("unused-access")


def test_a_source_whose_template_is_gone_informs_in_vain() -> None:
    """Breaks when a source counts as informing while its mail has no words."""
    Source.objects.filter(from_person=False).update(inform_rule="at_once")
    Source.objects.filter(key="IMPORT").update(template_key="CONTACTADDED")
    assert is_met("sources-inform")
    Source.objects.exclude(inform_rule="never").update(template_key="GONE")
    assert not is_met("sources-inform")
    assert Template.objects.filter(key="CONTACTADDED").exists()


def test_a_language_more_asks_for_more_texts() -> None:
    """Breaks when two languages are taken for all."""
    Purpose.objects.update(public_texts=BOTH)
    describe(languages=["nb", "en", "de"])
    assert not is_met("public-texts")
    Purpose.objects.update(public_texts=BOTH | {"de": "Auf Deutsch"})
    assert is_met("public-texts")


def test_a_statement_of_your_own_does_where_no_address_is_named() -> None:
    """REQ-35. Breaks when the published statement does not count, or counts for a language it is not in."""
    told = {"version": 1, "sections": [{"text": "x"}], "text_hash": "x", "published_by_kind": "system"}
    Purpose.objects.update(statement_urls={"nb": BOTH["nb"]})
    StatementVersion.objects.create(language="nb", **told)
    assert not is_met("statement")
    StatementVersion.objects.create(language="en", **told)
    assert is_met("statement")


def test_a_purpose_that_is_switched_off_asks_for_nothing() -> None:
    """Breaks when what is not in use keeps a point open."""
    Purpose.objects.filter(key="EMARKETING").update(public_texts={}, is_active=False)
    Purpose.objects.filter(key="STORE").update(public_texts=BOTH)
    assert is_met("public-texts")


@pytest.mark.parametrize(
    ("address", "reached"),
    [
        ("https://crm.fjordlys.example", True), ("http://localhost:8000", False), ("http://127.0.0.1:8000", False),
        ("http://192.168.1.4", False), ("http://crm", False), ("https://crm.lan", False), ("http://[::1]:8000", False),
    ],
)  # fmt: skip
def test_an_address_that_nobody_outside_reaches_is_known(address: str, reached: bool) -> None:
    """Breaks when links to a machine's own name count as working."""
    from samtykke.governance.guide.checks.company import host_is_public

    assert host_is_public(address) == reached
