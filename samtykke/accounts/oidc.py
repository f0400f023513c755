"""Single sign-on with OpenID Connect: the code flow with PKCE, state and nonce, and a signed answer.

The only calls that go out lead to the configured issuer (and to hosts the operator named beside it), over TLS, without
following a redirect. Everything that is asked for one step shares five seconds: a provider that is slow or gone costs a
page that says so, and no more.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.conf import settings

WITHIN = 5.0
LARGEST = 512 * 1024
SCOPES = "openid email profile"
# Signatures that only the provider can make; a shared secret or none is never taken.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60
DISCOVERY = "/.well-known/openid-configuration"


class Unreachable(Exception):
    """The provider did not answer, not in time, or not with what it must."""


class NotTrusted(Exception):
    """The provider's answer does not belong to what was asked, or is not signed as it must be."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who says who somebody is, as the operator set it."""

    issuer: str
    client_id: str
    secret: str
    name: str
    hosts: frozenset[str]
    second_factor: frozenset[str]

    def answers_at(self, address: str) -> bool:
        """Whether an address is one the operator allowed: the issuer's own host or one named beside it."""
        parts, own = urlsplit(address), urlsplit(self.issuer)
        return (parts.scheme, parts.netloc) == (own.scheme, own.netloc) or (
            parts.scheme == "https" and (parts.hostname or "") in self.hosts
        )


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says of somebody."""

    issuer: str
    subject: str
    email: str
    is_verified: bool
    used_second_factor: bool


def provider() -> Provider | None:
    """The configured provider; None where there is none."""
    if not settings.OIDC_ISSUER:
        return None
    return Provider(
        issuer=settings.OIDC_ISSUER,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        name=settings.OIDC_NAME or urlsplit(settings.OIDC_ISSUER).hostname or "",
        hosts=frozenset(settings.OIDC_HOSTS),
        second_factor=frozenset(settings.OIDC_SECOND_FACTOR),
    )


def begin(provider: Provider, back: str, *, anew: bool = False) -> tuple[str, dict[str, Any]]:
    """Where to send the browser, and what to keep in its session until it comes back to `back`.

    `anew`: the provider is asked to have somebody sign in again who is signed in there.
    """
    config = _configuration(provider, time.monotonic() + WITHIN)
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")} | {"at": time.time()}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(str(kept["verifier"]).encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": SCOPES,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    if anew:
        asked |= {"prompt": "login", "max_age": "0"}
        kept["anew"] = True
    address = _endpoint(provider, config, "authorization_endpoint")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}", kept


def finish(provider: Provider, kept: dict[str, Any], code: str, back: str) -> Claims:
    """Who came back: trades the code for a signed answer and reads it."""
    until = time.monotonic() + WITHIN
    config = _configuration(provider, until)
    tokens = _trade(provider, config, kept, code, back, until)
    told = _read(provider, config, str(tokens.get("id_token", "")), until)
    if not secrets.compare_digest(str(told.get("nonce", "")), str(kept["nonce"])):
        raise NotTrusted("nonce")
    if kept.get("anew") and not _is_later(told.get("auth_time"), kept["at"] - LEEWAY):
        raise NotTrusted("auth_time")
    if "email" not in told or "email_verified" not in told:
        told = _asked_more(provider, config, told, tokens, until)
    methods = told.get("amr")
    shown = {str(told.get("acr", "")), *(map(str, methods) if isinstance(methods, list) else ())}
    return Claims(
        issuer=provider.issuer,
        subject=str(told["sub"]),
        email=str(told.get("email", "")).strip().lower(),
        is_verified=told.get("email_verified") in (True, "true"),
        used_second_factor=bool(shown & provider.second_factor),
    )


def _is_later(told: object, at: float) -> bool:
    """Whether a provider says when somebody signed in there, and that it was after `at`."""
    return isinstance(told, int | float) and not isinstance(told, bool) and told >= at


def _configuration(provider: Provider, until: float) -> dict[str, Any]:
    config = _json(provider, provider.issuer.rstrip("/") + DISCOVERY, until)
    if str(config.get("issuer", "")).rstrip("/") != provider.issuer.rstrip("/"):
        raise NotTrusted("issuer")
    return config


def _endpoint(provider: Provider, config: dict[str, Any], name: str) -> str:
    address = str(config.get(name, ""))
    if not provider.answers_at(address):
        raise NotTrusted(name)
    return address


def _trade(
    provider: Provider, config: dict[str, Any], kept: dict[str, Any], code: str, back: str, until: float
) -> dict[str, Any]:
    told = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": kept["verifier"],
        "client_id": provider.client_id,
    }
    headers = {}
    ways = config.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_post" in ways:
        told["client_secret"] = provider.secret
    else:
        pair = f"{_form(provider.client_id)}:{_form(provider.secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return _json(provider, _endpoint(provider, config, "token_endpoint"), until, told, headers)


def _form(text: str) -> str:
    return urlencode({"": text})[1:]


def _read(provider: Provider, config: dict[str, Any], token: str, until: float) -> dict[str, Any]:
    """What a signed answer says, after its signature, issuer, audience and time are checked."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise NotTrusted("alg")
        known = _json(provider, _endpoint(provider, config, "jwks_uri"), until)
        keys = [key for key in jwt.PyJWKSet.from_dict(known).keys if key.key_id == header.get("kid")]
        if not keys:
            raise NotTrusted("kid")
        told: dict[str, Any] = jwt.decode(
            token,
            keys[0].key,
            algorithms=[str(header["alg"])],
            audience=provider.client_id,
            issuer=str(config["issuer"]),
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotTrusted("token") from error
    if isinstance(told["aud"], list) and len(told["aud"]) > 1 and told.get("azp") != provider.client_id:
        raise NotTrusted("azp")
    return told


def _asked_more(
    provider: Provider, config: dict[str, Any], told: dict[str, Any], tokens: dict[str, Any], until: float
) -> dict[str, Any]:
    """The same with what the provider says of the address when it is asked; of the same subject."""
    if "userinfo_endpoint" not in config or "access_token" not in tokens:
        return told
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    more = _json(provider, _endpoint(provider, config, "userinfo_endpoint"), until, headers=headers)
    if more.get("sub") != told["sub"]:
        raise NotTrusted("sub")
    return told | {name: more[name] for name in ("email", "email_verified") if name in more}


def _json(
    provider: Provider,
    address: str,
    until: float,
    told: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What an address answers, as a dictionary, before `until`; looking up its host counts too."""
    if not provider.answers_at(address):
        raise NotTrusted("host")
    found: list[Any] = []
    call = threading.Thread(target=partial(_call, address, until, told, headers or {}, found), daemon=True)
    call.start()
    call.join(max(0.0, until - time.monotonic()))
    if not found or isinstance(found[0], Exception):
        raise Unreachable from (found[0] if found else None)
    try:
        answer = json.loads(found[0])
    except ValueError as error:
        raise Unreachable from error
    if not isinstance(answer, dict):
        raise Unreachable
    return answer


def _call(address: str, until: float, told: dict[str, Any] | None, headers: dict[str, str], found: list[Any]) -> None:
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=max(0.1, until - time.monotonic()))
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        body = urlencode(told) if told is not None else None
        sent = {"Accept": "application/json", "User-Agent": "Samtykke", **headers}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if body is None else "POST", path, body, sent)
        with connection.getresponse() as answer:
            content = answer.read(LARGEST + 1)
        if answer.status != http.client.OK or len(content) > LARGEST:
            raise Unreachable(answer.status)
        found.append(content)
    except Exception as error:
        found.append(error)
    finally:
        connection.close()
