"""In which order and by which process of a parallel run tests are done.

Those that share something costly stay together in one process: what was started once serves them all. What takes long
begins first, so that no process is left alone with it at the end. Otherwise the order is random (pytest-randomly).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

# The beginning of a test's name → those it shares a running product, or a filled database, with.
TOGETHER = {
    "tests/story/test_browser.py": "demo of the stories",
    "tests/story/test_shell.py": "demo of the stories",
    "tests/story/test_wheel.py": "demo of the stories",
    "tests/running/test_serving.py": "served",
    "tests/running/test_stopping.py": "served",
    "tests/governance/test_demo.py": "demo",
    "tests/intake/api/test_schemathesis.py": "schemathesis",
}
LONGEST_FIRST = (
    "tests/story/",
    "tests/running/",
    "tests/browser/",
    "tests/consents/test_gate_agrees.py",
    "tests/house/test_links.py",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """The long ones first, after everybody else has had their say about the order."""
    yield
    items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    return next((place for place, path in enumerate(LONGEST_FIRST) if nodeid.startswith(path)), len(LONGEST_FIRST))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hands out one test at a time, and what stays together as one."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((name for path, name in TOGETHER.items() if nodeid.startswith(path)), nodeid)

    return Together(config, log)
