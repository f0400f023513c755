"""The tabs of a card: in order, by rights, and without those that change what may not be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.template import Context, Template

from samtykke.core import tabs
from samtykke.core.tabs import Tab

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _card() -> Iterator[None]:
    known = dict(tabs._tabs)
    tabs.register(
        Tab(card="boat", key="crew", name="Crew", url_name="web:person", order=20, rights=("crew:view",)),  # type: ignore[arg-type]
        Tab(card="boat", key="hull", name="Hull", url_name="contacts:company", order=10),  # type: ignore[arg-type]
        Tab(card="boat", key="paint", name="Paint", url_name="fields:company", order=30, changes=True),  # type: ignore[arg-type]
    )
    yield
    tabs._tabs.clear()
    tabs._tabs.update(known)


def _shown(rights: set[str], told: str = "") -> str:
    return Template('{% load look %}{% card_tabs "boat" 7 "hull" ' + told + " %}").render(Context({"rights": rights}))


def test_the_tabs_of_a_card_stand_in_order_and_the_open_one_is_named() -> None:
    shown = _shown({"crew:view"})
    assert shown.index("Hull") < shown.index("Crew") < shown.index("Paint")
    assert shown.count('aria-current="page"') == 1
    assert 'href="/companies/7/" aria-current="page"' in shown


def test_a_tab_is_absent_without_its_right_and_a_changing_one_where_nothing_may_be_changed() -> None:
    assert "Crew" not in _shown(set())
    assert "Paint" not in _shown(set(), "can_change=False")
    assert "Paint" in _shown(set())
