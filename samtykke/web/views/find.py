"""The find box: people, pages and actions by a few letters, from anywhere; a plain page without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from samtykke.accounts.access import may, signed_in, who
from samtykke.accounts.rights import Right
from samtykke.audit import actions as audit
from samtykke.audit.deeds import Deed
from samtykke.core.actors import Via
from samtykke.core.http import read_only
from samtykke.web import finding

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 200


@signed_in
@read_only
def show_found(request: HttpRequest) -> HttpResponse:
    """What a text names, people for those alone who may see people; each look at people is noted (REQ-94)."""
    text = request.GET.get("q", "")[:LONGEST]
    user = who(request)
    people = finding.people(text, user) if may(request, Right.PEOPLE_VIEW) else []
    if people:
        audit.look(Deed.PEOPLE_SEARCHED, subject=None, by=user.actor, via=Via.STAFF, shown=len(people), by_fields=["q"])
    groups = finding.others(text, user)
    pages = finding.places(text, user, finding.PAGES)
    actions = finding.places(text, user, finding.ACTIONS)
    total = len(people) + sum(len(group.found) for group in groups) + len(pages) + len(actions)
    context = {
        "text": text, "people": people, "groups": groups, "pages": pages, "actions": actions, "total": total,
        "new": finding.new_person(text) if not people and text.strip() and may(request, Right.PEOPLE_EDIT) else "",
    }  # fmt: skip
    return render(request, "web/_found.html" if request.htmx else "web/find.html", context)  # type: ignore[attr-defined]
