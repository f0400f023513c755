from __future__ import annotations

from tests.mail.conftest import receiver, sender

__all__ = ["receiver", "sender"]
