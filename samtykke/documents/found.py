"""What the find box finds: documents by the words of their title and of their newest file's name, of what the user sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import BooleanField, F, Func, Value

from samtykke.documents.access import visible_to
from samtykke.documents.models import Document, DocumentVersion
from samtykke.documents.queries import newest_of

if TYPE_CHECKING:
    from samtykke.accounts.models import User

# As the indexes of migration 0002 have it: what stands between the words of a file's name is a space.
HELD = "to_tsvector('simple', contacts_fold(translate(%(expressions)s, '._-', '   ')))"


def found_documents(text: str, user: User, limit: int) -> list[DocumentVersion]:
    """The newest documents the text names, each with its newest version: beginnings of words in any order, folded. One query."""
    words = " & ".join(f"{word}:*" for word in re.findall(r"[^\W_]+", text.replace("\x00", "")))
    if not words:
        return []
    wanted = Func(Value(words), template="to_tsquery('simple', contacts_fold(%(expressions)s))")

    def named(column: str) -> Func:
        held = Func(F(column), template=HELD)
        return Func(held, wanted, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())

    titled = Document.objects.filter(named("title")).values("pk")
    called = DocumentVersion.objects.filter(named("name"), number=F("document__latest")).values("document_id")
    documents = visible_to(user).filter(pk__in=titled.union(called))
    return list(newest_of(documents).order_by("-document_id")[:limit])
