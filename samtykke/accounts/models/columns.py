"""Which columns of a list a user has chosen to see."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ListColumns(models.Model):
    """A user's columns of one list, in their order; without a row the list shows its usual ones."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=20)
    columns = ArrayField(models.CharField(max_length=40))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "list"], name="accounts_columns_once")]

    def __str__(self) -> str:
        return f"columns of {self.list}"
