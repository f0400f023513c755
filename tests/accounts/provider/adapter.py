from __future__ import annotations

import time
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter


class Adapter(DefaultOIDCAdapter):
    """Says by what means it knew somebody: by a password and a second factor, and when."""

    def populate_id_token(self, id_token: dict[str, Any], client: Any, scopes: Any, **kwargs: Any) -> None:
        id_token["amr"] = ["pwd", "mfa"]
        id_token["auth_time"] = int(time.time())
