"""The settings as the type checker reads them: it never connects."""

from __future__ import annotations

import os

os.environ.setdefault("SAMTYKKE_DATABASE_URL", "postgresql://samtykke_app@/samtykke")
os.environ.setdefault("SAMTYKKE_SECRET_KEY", "only-for-the-type-checker-" + "x" * 32)

from samtykke.config.settings import *  # noqa: F403
