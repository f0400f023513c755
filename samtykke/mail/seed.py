"""The mails that a new installation starts with, in bokmål and English. What is there is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samtykke.core.actors import ActorKind
from samtykke.mail import seed_forms, seed_more, seed_texts

if TYPE_CHECKING:
    from django.db.models import Model

STEP = 10


def seed() -> None:
    """Makes what is missing of the standard templates and their first versions. Running it again changes nothing."""
    from samtykke.mail.models import Template, TemplateVersion

    plant(Template, TemplateVersion)


def plant(template: type[Model], version: type[Model], *, without: frozenset[str] = frozenset()) -> None:
    """The same over the models given, so that a migration can use its own; without the kinds it does not know yet."""
    templates: Any = template._default_manager
    versions: Any = version._default_manager
    for rank, (key, kind, names, texts) in enumerate(
        (*seed_texts.TEMPLATES, *seed_more.TEMPLATES, *seed_forms.TEMPLATES), start=1
    ):
        if kind in without:
            continue
        fields = {"kind": kind, "names": names, "rank": rank * STEP, "is_standard": True}
        made, _new = templates.get_or_create(key=key, defaults=fields)
        for language, (subject, body) in texts.items():
            if not versions.filter(template=made, language=language).exists():
                versions.create(
                    template=made,
                    language=language,
                    version=1,
                    subject=subject,
                    body=body.strip(),
                    created_by_kind=ActorKind.SYSTEM.value,
                )
