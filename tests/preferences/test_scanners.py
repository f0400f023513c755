"""What opens the links of our mails before the reader does changes nothing. REQ-72; check 45; Done when 2 of issue 3."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from samtykke.consents.models import Confirmation
from samtykke.consents.one_click import make_token
from samtykke.consents.queries.people import record_of
from tests.factories import get_purpose
from tests.house.tables import changed, digests
from tests.mail.conftest import receiver, sender
from tests.mail.every_kind import STATEMENT, every_kind
from tests.preferences.pages import stranger

if TYPE_CHECKING:
    from tests.mail.servers import Receiver

__all__ = ["receiver", "sender"]
pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
# The one host beside ours in the standard words; the text part names it by its host alone.
AUTHORITY = "https://www.datatilsynet.no/"
# Twenty kinds of programs that open what stands in a mail: gateways, previews, browsers that fetch ahead.
SCANNERS = {
    "Safe Links": {"user-agent": "Mozilla/5.0 (compatible; Microsoft Safe Links)"},
    "Safe Links with a browser": {"user-agent": CHROME, "x-ms-safelinks": "1"},
    "Proofpoint": {"user-agent": "Mozilla/5.0 (compatible; proofpoint-urldefense)", "accept": "*/*"},
    "Barracuda": {"user-agent": "Barracuda Sentinel (EE)"},
    "Mimecast": {"user-agent": "Mimecast URL Protect", "via": "1.1 mimecast"},
    "Trend Micro": {"user-agent": "TMASE/1.0", "range": "bytes=0-1023"},
    "Symantec": {"user-agent": "Symantec Email Security.cloud Link Following"},
    "Gmail's proxy": {"user-agent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"},
    "Slack": {"user-agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
    "Teams": {"user-agent": "Mozilla/5.0 SkypeUriPreview Preview/0.5"},
    "WhatsApp": {"user-agent": "WhatsApp/2.23.20.0 A"},
    "Facebook": {"user-agent": "facebookexternalhit/1.1"},
    "Bing": {"user-agent": "Mozilla/5.0 (compatible; BingPreview/1.0b)"},
    "no name": {"user-agent": ""},
    "curl": {"user-agent": "curl/8.14.1", "accept": "*/*"},
    "Chrome ahead": {"user-agent": CHROME, "sec-purpose": "prefetch;prerender", "purpose": "prefetch"},
    "Safari ahead": {"user-agent": CHROME, "x-purpose": "preview"},
    "Firefox ahead": {"user-agent": CHROME, "x-moz": "prefetch"},
    "another site": {"user-agent": CHROME, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    "htmx": {"user-agent": CHROME, "hx-request": "true", "hx-target": "page"},
}
LEADS_NOWHERE = {"security", "approval", "decision", "task", "reminder"}
HREF = re.compile(r'href="([^"#]+)"')


def test_every_mail_says_the_same_addresses_in_both_parts_and_loads_nothing(receiver: Receiver) -> None:
    """REQ-70, K2. Breaks when a link is in one part only, a mail tells that it was opened or leads to somebody else's
    host, or what informs offers to unsubscribe.
    """
    _, arrived = every_kind(receiver)
    for mail in arrived:
        assert mail.in_text <= mail.links <= mail.in_text | {AUTHORITY}, mail.kind
        assert AUTHORITY not in mail.links or "datatilsynet.no" in mail.text
        assert not re.search(r"<(img|link|script|iframe|object|video|form)\b|url\(", mail.html), mail.kind
        # What staff act on after signing in leads nowhere: a link in such a mail is what thieves send.
        ways = 0 if mail.kind in LEADS_NOWHERE else 1
        assert len(mail.ours - {"/privacy/"}) == ways, mail.kind
        # An e-mail written by hand for a marketing purpose is ended in one press, too (RFC 8058).
        if mail.kind != "message":
            assert not [name for name in mail.message if name.lower().startswith("list-")], mail.kind
        led = {link for link in mail.links - {STATEMENT, AUTHORITY} if not link.endswith("/privacy/")}
        assert len(led) == ways, mail.kind
    assert any(STATEMENT in mail.links for mail in arrived)


@pytest.mark.slow
def test_twenty_scanners_open_every_link_of_every_mail_twice(receiver: Receiver) -> None:
    """Check 45, REQ-72. Breaks when any row of any table, the trail included, differs after links were opened."""
    kari, arrived = every_kind(receiver)
    links = {path for mail in arrived for path in mail.ours} | {f"/u/{make_token(kari.pk, 'EMARKETING')}/", "/privacy/"}
    assert len(links) >= len([mail for mail in arrived if mail.kind not in LEADS_NOWHERE])
    assert len(SCANNERS) == 20
    before = digests(spared=frozenset())
    for _ in range(2):
        for name, headers in SCANNERS.items():
            program = stranger(**headers)
            for link in links:
                for open_it in (program.get, program.head):
                    answer = open_it(link, follow=True)
                    assert (answer.status_code, answer.redirect_chain) == (200, []), (name, link)
            assert not program.cookies, name
    assert changed(before) == []
    assert Confirmation.objects.get().confirmed_at is None
    assert record_of(kari.pk, get_purpose()).status == "given"  # type: ignore[union-attr]


@pytest.mark.slow
def test_a_crawler_that_follows_what_stands_on_the_pages_changes_nothing(receiver: Receiver) -> None:
    """Breaks when a page behind a link of a mail has an address of its own that acts by being opened."""
    _, arrived = every_kind(receiver)
    seen: set[str] = set()
    waiting = sorted(path for mail in arrived for path in mail.ours)
    before = digests(spared=frozenset())
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = stranger().get(address)
        assert answer.status_code in {200, 302}, address
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        found = {urljoin(address, path) for path in HREF.findall(answer.content.decode())}
        waiting += [path for path in found if not urlsplit(path).netloc and _is_new(path, seen, waiting)]
    assert len(seen) > len(arrived)
    assert changed(before) == []


def _is_new(path: str, seen: set[str], waiting: list[str]) -> bool:
    ours = path.startswith("/") and not path.startswith(("/static/", "/source/samtykke"))
    return ours and path not in seen and path not in waiting
