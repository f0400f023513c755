"""Small parts of models that several apps share."""

from __future__ import annotations

from typing import Any

from django.db import models


class NextId(models.Func):
    """The next value of a named sequence, for ids inside composite keys (`NextId(sequence="…_id_seq")`)."""

    template = "nextval('%(sequence)s'::regclass)"
    arity = 0
    output_field = models.BigIntegerField()
    allowed_default = True

    def __init__(self, *, sequence: str, **extra: Any) -> None:
        super().__init__(sequence=sequence, **extra)
