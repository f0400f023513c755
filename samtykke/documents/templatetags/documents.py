"""How large a file is, in words."""

from __future__ import annotations

from django import template
from django.template.defaultfilters import filesizeformat

register = template.Library()


@register.filter
def file_size(size: int) -> str:
    """`1.2 MB`, in the reader's language."""
    return filesizeformat(size)
