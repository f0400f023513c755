"""Where signing in leads: the desk for who governs, the front page for everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

from samtykke.accounts.access import may, signed_in
from samtykke.accounts.rights import Right
from samtykke.core.clock import now
from samtykke.core.http import read_only
from samtykke.purposes.models import STORE
from samtykke.purposes.queries import assessment_holds, purpose_by_key

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@signed_in
@read_only
def begin(request: HttpRequest) -> HttpResponse:
    """The privacy officer begins at the compliance desk (M26), once the first people may be held; others on the front page."""
    if may(request, Right.GOVERNANCE_MANAGE) and assessment_holds(purpose_by_key(STORE), now()):
        return redirect("governance:desk")
    return redirect("web:home")
