"""Whom we believe about where a request came from: the proxies the operator names, nobody else."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase


class TrustedProxies:
    """Takes the visitor's address and scheme from X-Forwarded-… only when a trusted proxy handed the request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trusted = [ipaddress.ip_network(name, strict=False) for name in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = request.META.pop("HTTP_X_FORWARDED_PROTO", "").strip().lower()
        if self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            if scheme in {"http", "https"}:
                request.META["wsgi.url_scheme"] = scheme
                request.environ["wsgi.url_scheme"] = scheme  # type: ignore[attr-defined]
            # The nearest address that is not one of ours: what stands further left was written by the visitor.
            for address in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
                request.META["REMOTE_ADDR"] = address
                if not self._is_trusted(address):
                    break
        return self.get_response(request)

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.trusted)
