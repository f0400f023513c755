"""Help: the list of topics, and one topic with its steps and its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from samtykke.accounts.access import signed_in
from samtykke.core.http import read_only
from samtykke.web.help import TOPICS, topic_by_slug

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@read_only
def show_topics(request: HttpRequest) -> HttpResponse:
    """Every topic."""
    return render(request, "web/help.html", {"topics": TOPICS})


@signed_in
@read_only
def show_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic in the reader's language."""
    topic = topic_by_slug(slug)
    if topic is None:
        raise Http404
    language = "nb" if (get_language() or "en").startswith("nb") else "en"
    steps = render_to_string(f"help/{language}/{topic.slug}.html")
    context = {
        "topic": topic,
        "steps": mark_safe(steps),  # noqa: S308 - a template of ours, without anybody's words
        "picture": f"help/{language}/{topic.slug}.jpg",
    }
    return render(request, "web/help_topic.html", context)
