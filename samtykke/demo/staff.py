"""Who works at Fjordlys, how they sign in, and where a generated secret is kept between two starts."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from samtykke.accounts import actions
from samtykke.accounts.models import ApiKey, Role, User
from samtykke.accounts.queries import key_behind
from samtykke.accounts.rights import Scope
from samtykke.accounts.secrets import hashed, new_key
from samtykke.core.actors import Actor, Via
from samtykke.demo.companies import OURS
from samtykke.intake.channels.api.actions import set_key_defaults
from samtykke.purposes.queries import basis_by_key, purpose_by_key, source_by_key

if TYPE_CHECKING:
    from pathlib import Path

DOMAIN = "fjordlys.example"
ADMIN = f"admin@{DOMAIN}"
# name of the address, full name, roles
STAFF = (
    ("admin", "Astrid Myhre", ("administrator",)),
    ("siri", "Siri Vernes", ("privacy_officer",)),
    ("ola", "Ola Salthe", ("sales", "marketing")),
    ("per", "Per Utne", ()),
)
KEY_NAME = "Demo"
PROFILE = {
    "legal_name": "Fjordlys AS",
    "number": OURS,
    "address_line": "Huldrekaien 7",
    "postal_code": "5003",
    "city": "Bergen",
    "country": "NO",
    "sender_name": "Fjordlys",
    "sender_address": f"hei@{DOMAIN}",
    "reply_to": f"svar@{DOMAIN}",
    "privacy_contact_name": "Siri Vernes",
    "privacy_contact_email": f"personvern@{DOMAIN}",
    "time_zone": "Europe/Oslo",
    "languages": ["nb", "en"],
}


@dataclass(slots=True)
class SignIns:
    """The one password of the demo's staff, and the readable API key."""

    password: str
    api_key: str


def is_filled() -> bool:
    """Whether the demo company is here."""
    return bool(User.objects.filter(email=ADMIN).exists())


def hire(sign_ins: SignIns) -> dict[str, Actor]:
    """Makes the staff, the company's profile and the key; returns who can be an actor of the history."""
    actions.change_organisation(by=Actor.system(), via=Via.COMMAND, **PROFILE)
    cast = {"system": Actor.system()}
    for name, full_name, roles in STAFF:
        user = actions.create_user(
            email=f"{name}@{DOMAIN}",
            name=full_name,
            password=sign_ins.password,
            roles=Role.objects.filter(key__in=roles),
            by=Actor.system(),
            via=Via.COMMAND,
        )
        cast[name] = user.actor
    cast["key"] = _make_key(sign_ins.api_key).actor
    return cast


def sign_ins() -> SignIns:
    """What opens the demo: the settings first, then what was kept, else something new."""
    kept = _kept()
    return SignIns(
        password=settings.DEMO_PASSWORD or kept.get("password") or secrets.token_urlsafe(12),
        api_key=settings.DEMO_API_KEY or kept.get("api_key") or new_key(),
    )


def make_true(wanted: SignIns) -> None:
    """Lets the sign-ins of the settings open a demo that was filled with others."""
    users = User.objects.active().filter(email__in=[f"{name}@{DOMAIN}" for name, _, _ in STAFF])
    if settings.DEMO_PASSWORD or not _kept().get("password"):
        for user in users:
            if not user.check_password(wanted.password):
                actions.set_password(user, wanted.password, by=Actor.system(), via=Via.COMMAND)
    if key_behind(wanted.api_key) is None and not ApiKey.objects.filter(key_hash=hashed(wanted.api_key)).exists():
        _make_key(wanted.api_key)


def keep(sign_ins: SignIns) -> None:
    """Keeps what was generated, for this user's eyes only; what the settings say is kept nowhere."""
    generated = {
        name: secret
        for name, secret in asdict(sign_ins).items()
        if not getattr(settings, {"password": "DEMO_PASSWORD", "api_key": "DEMO_API_KEY"}[name])
    }
    kept = _kept() | generated
    if kept == _kept():
        return
    fresh = _file().with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(kept, file)
    fresh.replace(_file())


def told(sign_ins: SignIns) -> str:
    """The sign-ins in lines to print."""
    roles = {"admin": "administrator", "siri": "privacy officer", "ola": "sales and marketing", "per": "no rights"}
    lines = [f"  {f'{name}@{DOMAIN}':<26}{role}" for name, role in roles.items()]
    return "\n".join(
        [
            "The demo company Fjordlys AS. Sign in as",
            *lines,
            f"  Password: {sign_ins.password}",
            f"  API key:  {sign_ins.api_key}",
            "",
        ]
    )


def _make_key(readable: str) -> ApiKey:
    key, _ = actions.create_api_key(
        name=KEY_NAME, scopes=list(Scope), readable=readable, by=Actor.system(), via=Via.COMMAND
    )
    set_key_defaults(key, purpose=purpose_by_key("STORE"), legal_basis=basis_by_key("61F"), source=source_by_key("API"))
    return key


def _file() -> Path:
    path: Path = settings.DATA_DIR / "demo-sign-ins"
    return path


def _kept() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(_file().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found
