"""Addresses of the register of measures."""

from __future__ import annotations

from samtykke.governance.answers.urls import of_book
from samtykke.governance.models import Register

urlpatterns = of_book(Register.MEASURES.value)
