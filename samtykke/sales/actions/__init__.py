"""Changes of sales and projects, and of who is part of them."""

from samtykke.sales.actions.bin import delete, remove_deleted, restore
from samtykke.sales.actions.people import add_person, add_user, change_part, remove_person, remove_user
from samtykke.sales.actions.projects import change_project, create_project
from samtykke.sales.actions.sales import change_sale, create_sale
from samtykke.sales.actions.stages import lose, move, win

__all__ = [
    "add_person",
    "add_user",
    "change_part",
    "change_project",
    "change_sale",
    "create_project",
    "create_sale",
    "delete",
    "lose",
    "move",
    "remove_deleted",
    "remove_person",
    "remove_user",
    "restore",
    "win",
]
