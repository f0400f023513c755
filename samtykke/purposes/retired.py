"""Fields that the company no longer needs: not offered where people are registered, still readable. product.md M30."""

from __future__ import annotations

from samtykke.purposes.models import FieldDecision


def retired_fields() -> frozenset[str]:
    """The keys of the fields that are retired."""
    return frozenset(FieldDecision.objects.filter(is_retired=True).values_list("field", flat=True))
