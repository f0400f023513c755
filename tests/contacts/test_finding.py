"""The first people and companies that a text names: the right ones, the closest first, by the indexes, whatever is asked."""

from __future__ import annotations

import random
import re
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from samtykke.consents import actions as consents
from samtykke.contacts import actions as contacts
from samtykke.contacts import finding
from samtykke.contacts.access import Sight
from samtykke.contacts.finding import by_index, first_companies, first_people, people_after
from samtykke.contacts.models import Company, Merge, Person, PersonPhone
from samtykke.contacts.named import PERSON_WORDS, has_words, naming, naming_companies, query_of
from samtykke.contacts.queries import companies_named, search_people
from samtykke.core.clock import now
from samtykke.web.finding import folded
from tests.contacts.rows import BY, make_person

if TYPE_CHECKING:
    from samtykke.contacts.named import Named

pytestmark = pytest.mark.django_db

NAMES = (
    "Åse",
    "Aase",
    "Ase",
    "Bjørn",
    "Björk",
    "Bjork",
    "Kari",
    "Karin",
    "Mary-Jane",
    "O'Hara",
    "Ødegård",
    "Ærlig",
    "Sæther",
    "K",
)
TEXTS = (
    "a", "as", "aase", "ås", "bjork", "bjørn k", "k", "k b", "kari", "kar bj", "hara", "o", "od", "jane mar", "se", "x",
    "æ", "saether", "kari karin", "kari kari", "per persen",
)  # fmt: skip


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))


def is_named(person: Person, text: str) -> bool:
    """Whether each word of a text begins a word of the name: written anew, without the database."""
    own = words(f"{person.first_name} {person.last_name}")
    return bool(words(text)) and all(any(one.startswith(word) for one in own) for word in words(text))


def ids(people: list[Person]) -> set[int]:
    return {person.pk for person in people}


def test_names_are_found_as_a_reader_would_find_them() -> None:
    """Breaks when folding, order or beginnings in SQL differ from what is said of them."""
    drawn = random.Random(20180525)
    people = [make_person(drawn.choice(NAMES), f"{drawn.choice(NAMES)} {drawn.choice(NAMES)}") for _ in range(60)]
    for text in TEXTS:
        wanted = ids([person for person in people if is_named(person, text)])
        assert set(first_people(text, among=Person.objects.held()).ranks) == wanted, text
        assert set(search_people(text, among=Person.objects.held()).values_list("pk", flat=True)) == wanted, text


ODD = (
    "Kari 12.5kg", "1e5kari Hansen", "{Brå} Krog", "Kari|Ola", "Жkari Hansen", "www.hansen.no Kari", "kari@b.example Hø", "Ås-Holt Ka",
    "Haa Hi Ho Ka Ku Bø", "K.H. Bø", "O'Hara Kiær", "-12 Kari H", "K", "", "<b>Kari</b> Holm", "/kari/holm", "Aage Aas", "Łukasz Đorđe",
)  # fmt: skip


def test_pairs_of_letters_leave_nobody_out_whom_the_words_name() -> None:
    """Breaks when the letters a name is looked at for are not those its words begin with."""
    for name in ODD:
        make_person(*name.split(" ", 1)) if " " in name else make_person(name)
    letters = ("k", "h", "b", "a", "å", "1", "o", "ka", "ha", "hø", "kari", "ł", "ж")
    for words in [list(pair) for pair in permutations(letters, 2)] + [
        ["h", "b", "ka"],
        ["k", "ha", "hi"],
        ["b", "h", "k"],
    ]:
        text = " ".join(words)
        named = Person.objects.filter(has_words(PERSON_WORDS, query_of(text)))
        assert set(naming(text)[-1].ids().values_list("pk", flat=True)) == set(named.values_list("pk", flat=True)), text


def test_whoever_is_named_in_several_ways_hides_nobody() -> None:
    """Breaks when people of that very name are read so often that those whose names only begin so are left out."""
    for _ in range(4):
        make_person("Kari", "Berg")
    rest = [make_person(f"Karin{number}", "Bergum") for number in range(9)]
    found = first_people("kari berg", among=Person.objects.held(), most=8)
    assert (len(found.ranks), found.is_cut) == (8, True)
    found = first_people("kari berg", among=Person.objects.held(), most=13)
    assert (len(found.ranks), found.is_cut) == (13, False)
    assert ids(rest) < set(found.ranks)


def test_numbers_are_found_by_any_four_digits_in_a_row() -> None:
    drawn = random.Random(1)
    for number in range(40):
        phone = f"{drawn.choice('49')}{drawn.randrange(10**7):07}"
        make_person(f"P{number}", phone=phone)
    known = dict(PersonPhone.objects.values_list("person_id", "number"))
    for number in list(known.values())[:12]:
        at, length = drawn.randrange(1, 6), drawn.choice((4, 5, 6))
        run = number[at : at + length]
        wanted = {person for person, each in known.items() if run in each}
        assert set(first_people(run, among=Person.objects.held()).ranks) == wanted, run


@pytest.mark.parametrize(
    "text", ["+47 912 34 567", "0047 91 23 45 67", "91234567", "(912) 34-567", "2345", "34 56", "1234567", "4791"]
)
def test_a_number_is_found_in_any_notation(text: str) -> None:
    person = make_person(phone="912 34 567")
    make_person("Other", phone="922 22 222")
    assert list(first_people(text, among=Person.objects.held()).ranks) == [person.pk]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kari@fjordlys.example", True),
        ("KARI@", True),
        ("kari@fj", True),
        ("@fjordlys.example", True),
        ("@fjord", True),
        ("@ordlys", False),
        ("@%", False),
        ("@", False),
        ("@@", False),
        ("kar", True),
        ("ERP-7", True),
        ("ERP", False),
    ],
)
def test_addresses_are_found_by_beginning_and_domain_and_ids_whole(text: str, found: bool) -> None:
    make_person("Siri", "Berg", email="kari@fjordlys.example", external_id="ERP-7")
    assert bool(first_people(text, among=Person.objects.held()).ranks) is found
    assert search_people(text, among=Person.objects.held()).exists() is found


def test_the_closest_come_first_and_each_once() -> None:
    begins, whole, both = make_person("Karin", "Berg"), make_person("Kari", "Berg"), make_person("Kari", "")
    known = make_person("Siri", "Vik", external_id="kari")
    found = first_people("kari", among=Person.objects.held()).ranks
    assert list(found) == [known.pk, both.pk, whole.pk, begins.pk]
    assert list(found.values()) == [0, 1, 2, 3]


def test_of_very_many_the_first_are_given_and_it_is_said() -> None:
    people = [make_person("Kari", f"Berg{number}") for number in range(5)]
    for text in ("kari", "k", "k b"):
        found = first_people(text, among=Person.objects.held(), most=3)
        assert (len(found.ranks), found.is_cut) == (3, True), text
    assert first_people("kari", among=Person.objects.held(), most=5).is_cut is False
    assert set(found.ranks) < ids(people)


@pytest.mark.parametrize("most", [2, 100])
def test_page_by_page_all_are_found_in_the_order_of_their_ids(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Breaks when the pages of a program end before everybody was told of, or tell of somebody twice."""
    monkeypatch.setattr(finding, "MOST", most)
    monkeypatch.setattr(finding, "WINDOW", 3)
    wanted = ids([make_person(("Kari", "Ola")[number % 2], f"Berg{number}") for number in range(0, 24, 2)])
    make_person("Ola", "Vik")
    survivor = make_person("Siri", "Vik")
    Merge.objects.create(survivor=survivor, merged=make_person("Kari", "Away"), actor_kind="user", actor_id=1)
    told: list[int] = []
    while True:
        page = people_after("kari", after=told[-1] if told else 0, size=4, among=Person.objects.held())
        here = list(page.order_by("pk").values_list("pk", flat=True)[:3])
        told += here
        if not here:
            break
    assert told == sorted(wanted | {survivor.pk})


def test_nobody_is_found_whom_one_does_not_see() -> None:
    """Breaks when somebody restricted, deleted, merged away, or of another's is named by a search."""
    seen, restricted, others = (make_person("Kari", "Berg", phone="91234567", owner_id=n) for n in (1, 1, 2))
    make_person("Kari", "Berg", phone="91234567", owner_id=1, deleted_at=now())
    away = make_person("Kari", "Gammel", email="kari.gammel@fjordlys.example", owner_id=1)
    Merge.objects.create(survivor=seen, merged=away, actor_kind="user", actor_id=1)
    consents.restrict(restricted, **BY)
    sight = Sight(owners=(1,), without=("restricted",))
    for text in ("kari", "k", "1234", "kari gammel", "@fjordlys.example", "kari.gammel@"):
        assert set(first_people(text, among=sight.people()).ranks) == {seen.pk}, text
    assert others.pk in first_people("kari", among=Person.objects.held()).ranks


def test_what_is_covered_is_not_searched() -> None:
    make_person("Kari", "Berg", email="post@fjordlys.example", phone="91234567", external_id="E-1")
    covered = {"person.emails", "person.phones", "person.external_id"}
    for text in ("post", "post@fjordlys.example", "@fjordlys.example", "1234", "+4791234567", "E-1"):
        assert not first_people(text, among=Person.objects.held(), without=covered).ranks, text
    assert first_people("kari", among=Person.objects.held(), without=covered).ranks


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "k\x00ari'", "%_'\\", "%", "_", "\\", "כהן", "🙂", "x" * 10_000, "a " * 5_000, "1" * 10_000, "& | ! :* <->", "'; --",
     " ".join(f"{n}ord" for n in range(200)), " ".join("abcdefgh"), "@\\", "²³", "K\u200dari", "ﬁ", "\ud7ff"],
)  # fmt: skip
def test_nothing_one_may_write_breaks_it(text: str) -> None:
    make_person("Kari", "Berg", phone="91234567", email="kari@fjordlys.example")
    first_people(text, among=Person.objects.held())
    first_companies(text, among=Company.objects.all())
    assert list(companies_named(text)) == []
    list(search_people(text, among=Person.objects.held()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bygg fjord", True),
        ("lysoe", True),
        ("LYSØ", True),
        ("a s", True),
        ("jordlys", False),
        ("923 609 016", True),
        ("923609", True),
        ("923", False),
        ("609016", False),
    ],
)
def test_companies_are_found_by_the_words_of_their_name_and_their_number(text: str, found: bool) -> None:
    company = contacts.create_company("Fjordlys/Lysø Bygg-Service A/S", org_number="923 609 016", **BY)
    contacts.delete_company(contacts.create_company("Fjordlys Lysø Bygg Andre S", **BY), **BY)
    assert list(companies_named(text)) == ([company] if found else [])
    seen = Company.objects.filter(deleted_at__isnull=True)
    assert list(first_companies(text, among=seen).ranks) == ([company.pk] if found else [])


# --- By the indexes ---------------------------------------------------------------------------------------------------

MANY = 20_000
PEOPLE = """
INSERT INTO contacts_person (first_name, last_name, external_id, origin_purpose_id, origin_basis_id, origin_source_id, origin_at,
  origin_actor_kind, origin_actor_id, origin_via, from_person, title, language, country)
SELECT (ARRAY['Kari','Ola','Siri','Per'])[1 + g %% 4], 'Nummer' || g, 'X-' || g, 1, 1, 1, now(), 'system', 0, 'file', true, '', '', ''
FROM generate_series(1, %(many)s) g
"""
PHONES = """
INSERT INTO contacts_personphone (person_id, number, kind, use, is_primary)
SELECT g, '+479' || lpad((g * 7919 %% 10000000)::text, 7, '0'), 'mobile', 'work', true FROM generate_series(1, %(many)s) g
"""
EMAILS = """
INSERT INTO contacts_personemail (person_id, address, normal, fingerprint, kind, use, is_primary)
SELECT g, a, a, '', 'personal', 'work', true
FROM generate_series(1, %(many)s) g, LATERAL (SELECT 'p' || g || '@firm' || g %% 500 || '.example' AS a) x
"""
COMPANIES = """
INSERT INTO contacts_company (name, org_number, country) SELECT 'Firma Nummer' || g, (900000000 + g)::text, 'NO'
FROM generate_series(1, %(many)s) g
"""


def test_each_condition_reads_its_index() -> None:
    """Breaks when a search reads everybody, at twenty thousand as at ten million."""
    with connection.cursor() as cursor:
        for statement in (PEOPLE, PHONES, EMAILS, COMPANIES):
            cursor.execute(statement, {"many": MANY})
        cursor.execute("ANALYZE contacts_person, contacts_personphone, contacts_personemail, contacts_company")
    texts = (
        "kari",
        "k",
        "k n",
        "kari nummer77",
        "zzz",
        "1234",
        "+47 912 34 567",
        "@firm7.example",
        "p77@firm77.example",
        "X-77",
    )
    for text in texts:
        for part in naming(text):
            assert "Seq Scan" not in planned(part), text
    for text in ("firma", "nummer7", "f n", "900000077", "9000"):
        for part in naming_companies(text):
            assert "Seq Scan" not in planned(part), text
    assert "contacts_person_pairs" in planned(naming("k n")[-1])
    assert "contacts_person_first" in "".join(planned(part) for part in naming("kari"))
    assert "contacts_phone_runs" in planned(naming("1234")[-1])
    assert "contacts_email_domain" in planned(naming("@firm7.example")[-1])
    assert "contacts_company_words" in planned(naming_companies("nummer77")[-1])


def planned(part: Named) -> str:
    with by_index(finding.FIRST_FEW):
        return str(part.rows().values_list(part.column)[:100].explain())
