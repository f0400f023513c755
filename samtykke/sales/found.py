"""What the find box finds: sales and projects by the words of their titles, of what the user sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.sales.access import projects_visible_to, sales_visible_to
from samtykke.sales.queries import titled

if TYPE_CHECKING:
    from samtykke.accounts.models import User
    from samtykke.sales.models import Project, Sale


def found_sales(text: str, user: User, limit: int) -> list[Sale]:
    """The newest sales whose titles the text names: beginnings of words in any order, folded. One query."""
    rows = titled(sales_visible_to(user), text).select_related("company", "stage")
    return list(rows.order_by("-id")[:limit])


def found_projects(text: str, user: User, limit: int) -> list[Project]:
    """The same for projects."""
    rows = titled(projects_visible_to(user), text).select_related("company", "status")
    return list(rows.order_by("-id")[:limit])
