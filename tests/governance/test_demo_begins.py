"""Where the demo begins: an empty database, or none of its business."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from samtykke.accounts.models import User
from samtykke.accounts.queries import key_behind
from samtykke.contacts.models import Person

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
SECRET, KEY = "en-lang-hemmelighet-for-demo", "noekkel-" + "k" * 40


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.DEMO_PASSWORD = settings.DEMO_API_KEY = ""
    return tmp_path


def run() -> str:
    out = StringIO()
    call_command("demo", people=120, companies=8, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_sign_ins_of_the_settings_are_used_and_kept_nowhere(folder: Path, settings: Any) -> None:
    settings.DEMO_PASSWORD, settings.DEMO_API_KEY = SECRET, KEY
    assert SECRET in run()
    assert User.objects.get(email="ola@fjordlys.example").check_password(SECRET)
    assert key_behind(KEY) is not None
    assert not (folder / "demo-sign-ins").exists()


def test_a_database_in_use_is_left_alone(folder: Path, ola: User) -> None:
    assert run() == ""
    assert not Person.objects.exists()
