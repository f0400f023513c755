"""Writing letters: what a template may say, and that nothing in a value becomes anything but text."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from samtykke.core.actors import Actor, Via
from samtykke.core.refused import Refused
from samtykke.mail import actions as mail
from samtykke.mail import letters, variables
from samtykke.mail.models import Template, TemplateKind, TemplateVersion
from samtykke.mail.registry import Letterhead
from samtykke.mail.seed_texts import TEMPLATES

if TYPE_CHECKING:
    from samtykke.mail.letters import Letter

BY = {"by": Actor.user(7), "via": Via.STAFF}
HEAD = Letterhead(
    "Fjordlys AS", "Fjordlys", "a@b.example", "", "Tenktgata 1, 5003 Bergen", "Siri", ("nb",), "https://c.example"
)
NEEDED = "Hello.\n\nWhy | {purposes}\n\n{statement}\n\n{own_page}"
LINKS = {"own_page": "https://c.example/p/TOKEN/"}


def letter(body: str, subject: str = "Hei", language: str = "nb", **values: str) -> Letter:
    """A privacy mail with these words and values."""
    words = SimpleNamespace(language=language, subject=subject, body=body)
    return letters.render(words, "privacy", letterhead=HEAD, values=values, links=LINKS)


def test_marks_become_structure_in_both_parts() -> None:
    """Breaks when a heading, a list, a fact, a button or a link is lost in one of the parts."""
    made = letter(
        "# Topp\n\nFørste\nlinje\n\n- en\n- to\n\nHvorfor | {purposes}\n\n{own_page}\n\n**viktig** [her](https://x.example/a)",
        purposes="Salg",
    )
    for mark in (
        "<h1",
        ">Topp",
        "<li>en",
        ">Salg",
        'href="https://c.example/p/TOKEN/"',
        "<strong>viktig",
    ):
        assert mark in made.html, mark
    assert 'href="https://x.example/a"' in made.html
    assert "<br>linje" in made.html
    for line in ("Topp", "- en", "Hvorfor: Salg", "https://c.example/p/TOKEN/", "viktig her (https://x.example/a)"):
        assert line in made.text.split("\n"), line
    assert "{own_page}" in made.archive
    assert "TOKEN" not in made.archive


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "**Kari**",
        "[Kari](https://evil.example)",
        "{own_page}",
        "{{ settings.SECRET_KEY }}",
        "# Kari",
        "a\n# b",
        "a | b",
    ],
)
def test_a_name_is_text_whatever_it_says(name: str) -> None:
    """Breaks when a value is read as a mark, a variable, a template or HTML (REQ-96)."""
    made = letter("Hei, {first_name}.\n\n{own_page}", first_name=name)
    shown = " ".join(name.split())
    assert f"Hei, {shown}." in made.text
    assert "<script" not in made.html
    assert 'evil.example"' not in made.html
    assert made.html.count("<h1") == 0
    assert made.html.count("TOKEN") == 1
    assert "<strong>" not in made.html


@pytest.mark.parametrize(("line", "expected"), [
    ("Hei, {first_name}.", "Hei."),
    ("Hei {first_name},", "Hei,"),
    ("Hei {first_name} der", "Hei der"),
    ("{first_name}, hei", "hei"),
    ("Fra {source}", "Fra"),
])  # fmt: skip
def test_a_variable_without_value_leaves_no_hole(line: str, expected: str) -> None:
    """Breaks when somebody without a first name is greeted «Hei, .»"""
    assert letter(f"{line}\n\n{{own_page}}").text.split("\n")[0] == expected


def test_a_fact_without_an_answer_is_left_out() -> None:
    """Breaks when a row says «Hvor lenge:» and nothing."""
    made = letter("Hvorfor | {purposes}\nHvor lenge | {kept_for}\n\n{own_page}", purposes="Salg")
    assert "Hvor lenge" not in made.text + made.html


def test_the_text_part_is_narrow_and_long_names_fit() -> None:
    """Breaks when a line passes 78 columns, or a name of 300 characters breaks the letter."""
    name = "Kari " * 60
    made = letter(
        "Hei, {first_name}.\n\n" + "ord " * 100 + "\n\n{own_page}", subject="Til {first_name}", first_name=name
    )
    assert max(len(line) for line in made.text.split("\n")) <= 78
    assert len(made.subject) <= letters.LONGEST_SUBJECT
    assert "\n" not in made.subject


def test_who_writes_stands_under_both_parts_with_number_and_address() -> None:
    """Art. 13(1)(a). Breaks when a reader cannot tell which organisation wrote, or an empty number leaves a hole."""
    words = SimpleNamespace(language="nb", subject="Hei", body="Hei.\n\n{own_page}")
    told = replace(HEAD, number="974760673")
    made = letters.render(words, "privacy", letterhead=told, values={}, links=LINKS)
    assert "Fjordlys AS, org.nr. 974 760 673, Tenktgata 1, 5003 Bergen" in " ".join(made.text.split())
    assert "Org.nr. 974 760 673, Tenktgata 1, 5003 Bergen" in " ".join(made.html.split())
    assert "org" not in letter("Hei.\n\n{own_page}").text.replace("https://c.example", "").lower()
    foreign = letters.render(words, "privacy", letterhead=replace(HEAD, number="HRB 1234"), values={}, links=LINKS)
    assert "org.nr. HRB 1234" in foreign.text


def test_both_parts_say_whom_to_ask_and_the_text_says_it_once() -> None:
    """Art. 13(1)(a). Breaks when the text part lacks what stands under the HTML part, or says it twice."""
    bare, told = (
        letter("Hei.\n\n{own_page}"),
        letter("Skriv til {privacy_contact}.\n\n{own_page}", privacy_contact="Siri"),
    )
    assert bare.text.rstrip().endswith("Spørsmål om personvern: Siri.")
    assert "Spørsmål om personvern: Siri." in bare.html
    assert bare.archive.rstrip().endswith("Spørsmål om personvern: Siri.")
    assert told.text.count("Siri") == 1


def test_a_line_break_in_a_value_stays_out_of_the_subject() -> None:
    """Breaks when a name can add a header (REQ-96)."""
    made = letter("{own_page}", subject="Til {first_name}", first_name="Kari\r\nBcc: x@y.example")
    assert made.subject == "Til Kari Bcc: x@y.example"


@pytest.mark.parametrize("row", TEMPLATES, ids=lambda row: row[0])
def test_standard_templates_are_whole_in_both_languages(
    row: tuple[str, str, dict[str, str], dict[str, tuple[str, str]]],
) -> None:
    """Breaks when a standard template would be refused if a person wrote it, or one language lacks a link."""
    from samtykke.mail.actions.templates import checked

    key, kind, names, texts = row
    assert set(names) == set(texts) == {"nb", "en"}
    for language, (subject, body) in texts.items():
        checked(kind, subject, body)
        links = {name: f"https://c.example/{name}" for name in variables.links_of(kind)}
        words = SimpleNamespace(language=language, subject=subject, body=body)
        made = letters.render(words, kind, letterhead=HEAD, values=variables.examples(kind), links=links)
        assert "{" not in made.text.replace("{}", ""), key


def test_the_notice_informs_and_asks_for_nothing() -> None:
    """Breaks when the standard notice lacks what Art. 13 and 14 ask for, or invites to consent (K2)."""
    texts = next(row[3] for row in TEMPLATES if row[0] == "CONTACTADDED")
    body = texts["en"][1]
    for told in (
        "{purposes}",
        "{legal_basis}",
        "{source}",
        "{held}",
        "{kept_for}",
        "{privacy_contact}",
        "complain",
        "erase",
        "object",
        "withdraw",
    ):
        assert told in body, told
    assert "say yes" not in body.lower()
    assert "si ja" not in texts["nb"][1].lower()


@pytest.mark.django_db
@pytest.mark.parametrize(("body", "code", "line"), [
    ("Hei {frist_name}\n\n{own_page}", "unknown_variable", "1"),
    ("a\n\n<script>alert(1)</script>\n\n{own_page}", "markup", "3"),
    ("a &lt; b\n\n{own_page}", "markup", "1"),
    ("Hei, {first_name}", "link_missing", "own_page"),
    ("Hei, {purposes} {statement}", "link_missing", "own_page"),
    ("Hei, {purposes}\n\n{own_page}", "part_missing", "statement"),
    ("Hei, {statement}\n\n{own_page}", "part_missing", "purposes"),
    ("Hei\n\nKjære {first_name, hei\n\n{own_page}", "unclosed_variable", "3, character 7"),
    ("Hei {first_name", "unclosed_variable", "first_name"),
    ("Se {own_page} her", "button_in_text", ""),
    ("[klikk](javascript:alert(1))\n\n{own_page}", "bad_link", "1"),
    ("a { b\n\n{own_page}", "unknown_variable", "1"),
    ("{{ settings.SECRET_KEY }}\n\n{own_page}", "unknown_variable", "1"),
    ("{% include 'x' %}\n\n{own_page}", "unknown_variable", "1"),
    ("a\x00b\n\n{own_page}", "control_character", "1"),
    ("x" * 20_001, "body_too_long", ""),
    ("", "body_missing", ""),
    ("Hei {confirm}", "unknown_variable", "1"),
])  # fmt: skip
def test_words_that_could_not_be_sent_are_refused_with_their_line(body: str, code: str, line: str) -> None:
    """Breaks when a template with a fault is kept, and somebody's mail shows it first."""
    template = Template.objects.get(key="CONTACTADDED")
    with pytest.raises(Refused) as refused:
        mail.write_version(template, "nb", "Emne", body, **BY)
    assert (refused.value.code, refused.value.field) == (code, "body")
    assert line in str(refused.value)
    assert TemplateVersion.objects.filter(template=template, language="nb").count() == 1


@pytest.mark.django_db
def test_a_version_is_written_and_never_edited() -> None:
    """Breaks when new words change what was sent by the old ones."""
    template = Template.objects.get(key="CONTACTADDED")
    first = TemplateVersion.objects.get(template=template, language="en")
    second = mail.write_version(template, "en", "New words", NEEDED, **BY)
    same = mail.write_version(template, "en", "New words", NEEDED.replace("\n", "\r\n"), **BY)
    first.refresh_from_db()
    assert (second.version, same.pk, first.subject) == (2, second.pk, "{company} has stored information about you")


@pytest.mark.django_db
def test_templates_are_added_from_another_and_standard_ones_stay() -> None:
    """Breaks when a standard template can be removed, or a copy has no words."""
    standard = Template.objects.get(key="CONTACTADDED")
    made = mail.add_template(kind=TemplateKind.PRIVACY, names={"en": "Met at a fair"}, copy_of=standard, **BY)
    assert (made.key, made.versions.count()) == ("METATAFAIR", 2)
    assert mail.delete_template(made, **BY).deleted_at is not None
    assert mail.restore_template(made, **BY).deleted_at is None
    for refused in (
        lambda: mail.delete_template(standard, **BY),
        lambda: mail.change_template(standard, is_active=False, **BY),
    ):
        with pytest.raises(Refused, match="standard"):
            refused()
