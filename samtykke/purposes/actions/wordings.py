"""The words people say yes to. A version is written, never edited: old consents keep the words they were given to."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from samtykke.audit.actions import record
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Ref
from samtykke.core.refused import Refused
from samtykke.purposes import queries
from samtykke.purposes.actions.fields import LONGEST_TEXT, web_address
from samtykke.purposes.actions.items import locked
from samtykke.purposes.actions.versions import append_version
from samtykke.purposes.models import Channel, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samtykke.core.actors import Actor, Via
    from samtykke.purposes.models import Purpose


@transaction.atomic
def add_wording(
    purpose: Purpose,
    *,
    language: str,
    text: str,
    channels: Iterable[str],
    widens: bool = False,
    statement_title: str = "",
    statement_url: str = "",
    by: Actor,
    via: Via,
) -> Wording:
    """Writes the next version of a purpose's words in one language. Words that widen the purpose, or name somebody new
    who receives the data, are not covered by what people have said before (REQ-17). The same words written again for a
    purpose that reaches further by now say that they fit it.
    """
    purpose = locked(purpose)
    written = {
        "text": _cleaned(text),
        "channels": _channels(channels),
        "statement_title": " ".join(statement_title.split()),
        "statement_url": web_address(statement_url.strip(), field="statement_url") if statement_url.strip() else "",
    }
    language = _language(language)
    newest = Wording.objects.filter(purpose=purpose, language=language).order_by("-version").first()
    covers = newest is not None and newest.scope >= queries.current_scope(purpose)
    if newest and covers and not widens and all(getattr(newest, name) == said for name, said in written.items()):
        return newest
    if widens:
        append_version(purpose, by=by, widens=True)
    wording = Wording.objects.create(
        purpose=purpose,
        language=language,
        version=newest.version + 1 if newest else 1,
        scope=queries.current_scope(purpose),
        text_hash=hashlib.sha256(written["text"].encode()).hexdigest(),  # type: ignore[attr-defined]
        created_by_kind=by.kind.value,
        created_by_id=by.id,
        **written,
    )
    record(
        Deed.WORDING_WRITTEN,
        subject=Ref("purpose", purpose.pk),
        by=by,
        via=via,
        key=purpose.key,
        language=language,
        version=wording.version,
        scope=wording.scope,
    )
    return wording


def _cleaned(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text or "\x00" in text or len(text) > LONGEST_TEXT:
        raise Refused(_("Write the words a person says yes to."), code="text_missing", field="text", status=422)
    return text


def _channels(channels: Iterable[str]) -> list[str]:
    chosen = sorted({str(channel) for channel in channels})
    if not chosen or set(chosen) - set(Channel.values):
        raise Refused(
            _("Choose at least one channel that the words cover."), code="unknown_channel", field="channels", status=422
        )
    return chosen


def _language(language: str) -> str:
    known = "nb" if language == "no" else language
    if not (known.isascii() and known.isalpha() and known.islower() and len(known) in {2, 3}):
        raise Refused(
            _("“%s” is not a language code.") % language[:20], code="unknown_language", field="language", status=422
        )
    return known
