"""`/purposes`, `/legal-bases`, `/sources`: the three lists, and the words people say yes to."""

from __future__ import annotations

from typing import cast

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from ninja import Query, Router

from samtykke.accounts.rights import Scope
from samtykke.core.actors import Via
from samtykke.core.pagination import page
from samtykke.intake.channels.api import items
from samtykke.intake.channels.api.keys import actor_of
from samtykke.intake.channels.api.list_shapes import (
    BasisIn,
    BasisList,
    BasisOut,
    PurposeIn,
    PurposeList,
    PurposeOut,
    SourceIn,
    SourceList,
    SourceOut,
    WordingIn,
    WordingList,
    WordingOut,
)
from samtykke.intake.channels.api.operations import reads, writes
from samtykke.intake.channels.api.queries import BIGGEST_ID
from samtykke.intake.channels.api.replies import Reply
from samtykke.intake.channels.api.shapes import PageAsked
from samtykke.purposes.actions import add_wording
from samtykke.purposes.models import LegalBasis, Purpose, PurposeBasis, Source, Wording

router = Router(tags=["lists"])

READ, WRITE = Scope.LISTS_READ, Scope.LISTS_WRITE
IN_ORDER = Prefetch(
    "allowed_bases",
    PurposeBasis.objects.select_related("legal_basis").order_by("legal_basis__rank", "legal_basis_id"),
    to_attr="bases_in_order",
)


@reads(router, "/purposes", READ, gives=PurposeList)
def list_purposes(request: HttpRequest, asked: Query[PageAsked]) -> Reply:
    """Why people are held, in the company's order."""
    rows = Purpose.objects.existing().prefetch_related(IN_ORDER, "data_kinds", "recipients")
    found = page(rows, order=["rank", "id"], cursor=asked.cursor, size=asked.limit)
    told = [cast("PurposeOut", items.tell(item)) for item in found.items]
    return Reply(PurposeList(items=told, next=found.next))


@writes(router, "POST", "/purposes", WRITE, gives={201: PurposeOut})
def create_purpose(request: HttpRequest, told: PurposeIn) -> Reply:
    """Adds a purpose; it needs only a name, and is born inactive."""
    item = items.create(Purpose, told, request)
    return items.reply_of(item, 201, where="purposes")


@reads(router, "/purposes/{key}", READ, gives=PurposeOut, also=(404,))
def get_purpose(request: HttpRequest, key: str) -> Reply:
    """One purpose."""
    return items.reply_of(items.found_by_key(Purpose, key))


@writes(router, "PATCH", "/purposes/{key}", WRITE, gives={200: PurposeOut}, also=(404,), matching=True)
def change_purpose(request: HttpRequest, key: str, told: PurposeIn) -> Reply:
    """Changes a purpose. It is switched on only when it has all the law asks of one in use."""
    return items.reply_of(items.change(Purpose, key, told, request))


@writes(router, "DELETE", "/purposes/{key}", WRITE, gives={204: None}, also=(404,), matching=True)
def delete_purpose(request: HttpRequest, key: str) -> Reply:
    """Takes a purpose out of the list; old records still show its name. A standard one is 409."""
    return items.delete(Purpose, key, request)


@reads(router, "/purposes/{key}/wordings", READ, gives=WordingList, also=(404,))
def list_wordings(request: HttpRequest, key: str, asked: Query[PageAsked]) -> Reply:
    """Every version of the words people say yes to, the newest first."""
    purpose = items.found_by_key(Purpose, key)
    found = page(
        Wording.objects.filter(purpose=purpose), order=["id"], cursor=asked.cursor, size=asked.limit, descending=True
    )
    newest = _newest(purpose)
    told = [_wording(wording, purpose, newest) for wording in found.items]
    return Reply(WordingList(items=told, next=found.next))


@writes(router, "POST", "/purposes/{key}/wordings", WRITE, gives={200: WordingOut, 201: WordingOut}, also=(404,))
def write_wording(request: HttpRequest, key: str, told: WordingIn) -> Reply:
    """Writes the next version of the words in one language. The same words again are the version that is there (200)."""
    purpose = items.found_by_key(Purpose, key)
    last = Wording.objects.order_by("-id").values_list("id", flat=True).first() or 0
    wording = add_wording(purpose, **told.model_dump(), by=actor_of(request), via=Via.API)
    shown = _wording(wording, purpose, {wording.pk})
    if wording.pk <= last:
        return Reply(shown)
    return Reply(shown, 201, headers={"Location": f"/api/v1/purposes/{key}/wordings/{wording.pk}"})


@reads(router, "/purposes/{key}/wordings/{int:wording_id}", READ, gives=WordingOut, also=(404,))
def get_wording(request: HttpRequest, key: str, wording_id: int) -> Reply:
    """One version of the words."""
    purpose = items.found_by_key(Purpose, key)
    wording = Wording.objects.filter(purpose=purpose, pk=wording_id).first() if wording_id <= BIGGEST_ID else None
    if wording is None:
        raise Http404
    return Reply(_wording(wording, purpose, _newest(purpose)))


@reads(router, "/legal-bases", READ, gives=BasisList)
def list_legal_bases(request: HttpRequest, asked: Query[PageAsked]) -> Reply:
    """By what right people are held, in the company's order."""
    found = items.page_of(LegalBasis, cursor=asked.cursor, limit=asked.limit)
    told = [cast("BasisOut", items.tell(item)) for item in found.items]
    return Reply(BasisList(items=told, next=found.next))


@writes(router, "POST", "/legal-bases", WRITE, gives={201: BasisOut})
def create_legal_basis(request: HttpRequest, told: BasisIn) -> Reply:
    """Adds a legal basis, tied to one letter of Art. 6(1)."""
    item = items.create(LegalBasis, told, request)
    return items.reply_of(item, 201, where="legal-bases")


@reads(router, "/legal-bases/{key}", READ, gives=BasisOut, also=(404,))
def get_legal_basis(request: HttpRequest, key: str) -> Reply:
    """One legal basis."""
    return items.reply_of(items.found_by_key(LegalBasis, key))


@writes(router, "PATCH", "/legal-bases/{key}", WRITE, gives={200: BasisOut}, also=(404,), matching=True)
def change_legal_basis(request: HttpRequest, key: str, told: BasisIn) -> Reply:
    """Changes a legal basis. Its letter is fixed once people stand on it."""
    return items.reply_of(items.change(LegalBasis, key, told, request))


@writes(router, "DELETE", "/legal-bases/{key}", WRITE, gives={204: None}, also=(404,), matching=True)
def delete_legal_basis(request: HttpRequest, key: str) -> Reply:
    """Takes a legal basis out of the list. A standard one is 409."""
    return items.delete(LegalBasis, key, request)


@reads(router, "/sources", READ, gives=SourceList)
def list_sources(request: HttpRequest, asked: Query[PageAsked]) -> Reply:
    """How people come in, in the company's order."""
    found = items.page_of(Source, cursor=asked.cursor, limit=asked.limit)
    told = [cast("SourceOut", items.tell(item)) for item in found.items]
    return Reply(SourceList(items=told, next=found.next))


@writes(router, "POST", "/sources", WRITE, gives={201: SourceOut})
def create_source(request: HttpRequest, told: SourceIn) -> Reply:
    """Adds a source."""
    item = items.create(Source, told, request)
    return items.reply_of(item, 201, where="sources")


@reads(router, "/sources/{key}", READ, gives=SourceOut, also=(404,))
def get_source(request: HttpRequest, key: str) -> Reply:
    """One source."""
    return items.reply_of(items.found_by_key(Source, key))


@writes(router, "PATCH", "/sources/{key}", WRITE, gives={200: SourceOut}, also=(404,), matching=True)
def change_source(request: HttpRequest, key: str, told: SourceIn) -> Reply:
    """Changes a source."""
    return items.reply_of(items.change(Source, key, told, request))


@writes(router, "DELETE", "/sources/{key}", WRITE, gives={204: None}, also=(404,), matching=True)
def delete_source(request: HttpRequest, key: str) -> Reply:
    """Takes a source out of the list. A standard one is 409."""
    return items.delete(Source, key, request)


def _newest(purpose: Purpose) -> set[int]:
    """The newest version in each language."""
    rows = Wording.objects.filter(purpose=purpose).order_by("language", "-version").distinct("language")
    return set(rows.values_list("id", flat=True))


def _wording(wording: Wording, purpose: Purpose, newest: set[int]) -> WordingOut:
    return WordingOut(
        id=wording.pk,
        purpose=purpose.key,
        language=wording.language,
        version=wording.version,
        text=wording.text,
        channels=wording.channels,
        statement_title=wording.statement_title,
        statement_url=wording.statement_url,
        current=wording.pk in newest,
        created_at=wording.created_at,
    )
