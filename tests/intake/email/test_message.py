"""What is read of a message, however it is written: never an error, never mark-up, never a secret that is not there."""

from __future__ import annotations

import pytest

from samtykke.intake.channels.email.message import read, tokens_in

TOKEN = "abcdefghijklmnopqrstuvwxyz"


def mail(body: str = "Hello", **headers: str) -> bytes:
    told = {"From": "Ola <OLA@Fjordlys.example>", "To": "kari@firma.example", "Message-ID": "<1@x.example>", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    return "\r\n".join([*lines, "", *body.split("\n")]).encode()


def test_a_plain_mail_is_read_with_normal_addresses_and_its_time() -> None:
    told = read(
        mail(
            Subject="=?utf-8?q?Tilbud_p=C3=A5_b=C3=A5t?=", Date="Tue, 1 Dec 2026 10:00:00 +0100", Cc="Per@Firma.example"
        )
    )
    assert (told.sender, told.receivers) == ("ola@fjordlys.example", ("kari@firma.example", "per@firma.example"))
    assert (told.subject, told.text, told.attached) == ("Tilbud på båt", "Hello", ())
    assert told.sent_at is not None
    assert told.sent_at.isoformat() == "2026-12-01T10:00:00+01:00"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Bcc", f"crm+{TOKEN}@fjordlys.example"),
        ("Delivered-To", f"crm+{TOKEN.upper()}@fjordlys.example"),
        ("X-Original-To", f"<crm+{TOKEN}@fjordlys.example>"),
        ("Received", f"from a by b with ESMTP id 1 for <crm+{TOKEN}@fjordlys.example>; Tue, 1 Dec 2026 10:00:00 +0100"),
    ],
)
def test_the_secret_is_found_where_servers_say_for_whom_a_mail_was(name: str, value: str) -> None:
    assert tokens_in(mail(**{name: value})) == [TOKEN]


def test_a_secret_in_the_words_or_of_another_length_is_none() -> None:
    assert tokens_in(mail(f"crm+{TOKEN}@fjordlys.example", To=f"crm+{TOKEN[1:]}@x.example", Subject=f"+{TOKEN}@")) == []


def test_the_same_mail_has_one_key_whatever_a_server_adds_to_it() -> None:
    assert read(mail()).key == read(mail(Received="from a by b; Tue, 1 Dec 2026 10:00:00 +0100")).key
    assert read(mail()).key != read(mail(Message_ID="<2@x.example>")).key


def test_of_html_the_words_are_read_and_no_script_style_or_mark_up() -> None:
    page = "<html><head><title>T</title><style>p{}</style></head><body><script>alert(1)</script><p>Hei <b>Kari</b></p><p>Vi ses &amp; hilsen</p></body>"
    told = read(mail(page, Content_Type="text/html; charset=utf-8"))
    assert told.text == "Hei Kari\nVi ses & hilsen"


def test_what_is_quoted_of_an_earlier_mail_is_left_out() -> None:
    assert read(mail("Ja takk\n\n> Vil du ha den?\n> Hilsen Ola\n")).text == "Ja takk"


def test_what_is_attached_is_named() -> None:
    body = "--b\nContent-Type: text/plain\n\nSe vedlegg\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=tilbud.pdf\n\nx\n--b--"
    told = read(mail(body, MIME_Version="1.0", Content_Type="multipart/mixed; boundary=b"))
    assert (told.text, told.attached) == ("Se vedlegg", ("tilbud.pdf",))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\xff\xfe", b"From: \r\nTo: ;;;,<>\r\nDate: yesterday\r\n\r\n\x00",
        mail(Date="Tue, 99 Foo 20266 10:00:00 +9999", From="undisclosed:;"),
        mail("\x00x", Content_Type="text/plain; charset=klingon"),
        mail("x", Content_Type="multipart/mixed"),
        mail("--b\n\n--b\n", Content_Type="multipart/alternative; boundary=b"),
        mail(To=", ".join(f"a{n}@x.example" for n in range(10_000))),
    ],
)  # fmt: skip
def test_a_broken_mail_is_read_as_far_as_it_goes(content: bytes) -> None:
    told = read(content)
    assert len(told.receivers) <= 100
    assert "\x00" not in told.text + told.subject
    assert len(told.key) == 32
