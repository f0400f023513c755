"""What the environment says, read once, typed, and refused in one clear sentence where it is wrong.

Every name begins with SAMTYKKE_; each may instead be given as a file, SAMTYKKE_NAME_FILE. Names that begin with
_SAMTYKKE_ are set by the console script for the processes it starts, never by people.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_type_hints
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "SAMTYKKE_"
TRUE: Final = frozenset({"1", "true", "yes", "on"})
LARGEST_DOCUMENT_MB: Final = 200
FALSE: Final = frozenset({"", "0", "false", "no", "off"})


class WrongSetting(Exception):
    """A setting that stops start-up; the text is the sentence the operator reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """Everything an operator sets outside the product; docs/operate/settings.md describes each field."""

    database_url: str
    owner_database_url: str = ""
    data_dir: Path
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    base_url: str = "http://127.0.0.1:8000"
    email_url: str = ""
    inbox_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_name: str = ""
    oidc_hosts: tuple[str, ...] = ()
    oidc_second_factor: tuple[str, ...] = ()
    demo: bool = False
    demo_password: str = ""
    demo_api_key: str = ""
    trusted_proxies: tuple[str, ...] = ()
    largest_document_mb: int = 25
    scan_command: str = ""
    scan_address: str = ""
    debug: bool = False
    test_browser: str = ""
    test_postgres: str = ""
    # Set by the console script alone:
    role: str = field(default="app", metadata={"internal": True})
    embedded: bool = field(default=False, metadata={"internal": True})
    serving: bool = field(default=False, metadata={"internal": True})

    def __repr__(self) -> str:
        return "Env(…)"  # it holds secrets

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS: then cookies are __Host- and HSTS is sent (REQ-99)."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name people reach us by."""
        return urlsplit(self.base_url).hostname or "127.0.0.1"

    @property
    def connection_url(self) -> str:
        """The address of the role this process works as."""
        return (self.owner_database_url or self.database_url) if self.role == "owner" else self.database_url


def default_data_dir() -> Path:
    """Where data lies when SAMTYKKE_DATA_DIR is unset: system-wide for root, else the user's own."""
    if os.geteuid() == 0:
        return Path("/var/lib/samtykke")
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "samtykke"


def database(url: str) -> dict[str, str]:
    """The parts of a PostgreSQL address; the host of a socket address stands in the query."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise WrongSetting("SAMTYKKE_DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    query = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or "")
    except ValueError as error:
        raise WrongSetting("The port in SAMTYKKE_DATABASE_URL is not a number.") from error
    return {
        "name": unquote(parts.path.lstrip("/")),
        "user": unquote(parts.username or query.pop("user", "")),
        "password": unquote(parts.password or query.pop("password", "")),
        "host": query.pop("host", "") or unquote(parts.hostname or ""),
        "port": query.pop("port", "") or port,
        **{f"option:{name}": value for name, value in query.items()},
    }


def known_names() -> frozenset[str]:
    """Every SAMTYKKE_ name we know, each also as a file."""
    names = [PREFIX + f.name.upper() for f in dataclasses.fields(Env) if not f.metadata.get("internal")]
    return frozenset([*names, *(name + "_FILE" for name in names)])


def check_names(environ: Mapping[str, str]) -> None:
    """Refuses a SAMTYKKE_ name that we do not know: a mistyped setting must not be silently ignored."""
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known_names())
    if unknown:
        raise WrongSetting(f"Unknown setting {', '.join(unknown)}: docs/operate/settings.md lists those that exist.")


def value_of(name: str, environ: Mapping[str, str]) -> str | None:
    """A setting's text, from its name or from the file that its _FILE twin names."""
    given, file = environ.get(PREFIX + name), environ.get(f"{PREFIX}{name}_FILE")
    if given is not None and file is not None:
        raise WrongSetting(f"Set either {PREFIX}{name} or {PREFIX}{name}_FILE, not both.")
    if file is None:
        return given
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongSetting(f"The file named by {PREFIX}{name}_FILE cannot be read: {error.strerror}.") from error


def data_dir(environ: Mapping[str, str]) -> Path:
    """The data directory, absolute."""
    return Path(value_of("DATA_DIR", environ) or default_data_dir()).expanduser().absolute()


def read(environ: Mapping[str, str]) -> Env:
    """The environment as one frozen object."""
    check_names(environ)
    types = get_type_hints(Env)
    values: dict[str, Any] = {}
    for f in dataclasses.fields(Env):
        if f.metadata.get("internal"):
            text = environ.get("_" + PREFIX + f.name.upper())
        else:
            text = value_of(f.name.upper(), environ)
        if text is not None:
            values[f.name] = _typed(f.name, text, types[f.name])
    values["data_dir"] = data_dir(environ)
    if not values.get("database_url"):
        raise WrongSetting("SAMTYKKE_DATABASE_URL is not set: start with the console script `samtykke` or manage.py.")
    values["secret_key"] = values.get("secret_key") or kept_secret_key(values["data_dir"])
    env = Env(**values)
    _check(env)
    return env


def kept_secret_key(folder: Path) -> str:
    """The secret key of this data directory, made once, readable by its owner alone."""
    path = folder / "secret-key"
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if not path.is_file():
            raise WrongSetting(f"{folder} is not a folder: check SAMTYKKE_DATA_DIR.") from None
        key = path.read_text(encoding="ascii").strip()
        if not key:
            raise WrongSetting(
                f"{path} is empty: delete it to have a new key made (everyone must sign in again)."
            ) from None
        return key
    except OSError as error:
        raise WrongSetting(
            f"The secret key cannot be kept in {folder}: {error.strerror}. Check SAMTYKKE_DATA_DIR."
        ) from error
    key = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def _typed(name: str, text: str, kind: Any) -> Any:
    if kind is bool:
        lowered = text.strip().lower()
        if lowered not in TRUE | FALSE:
            raise WrongSetting(f"{PREFIX}{name.upper()} must be 1 or 0.")
        return lowered in TRUE
    if kind is Path:
        return Path(text)
    if kind is int:
        if not text.strip().isdecimal():
            raise WrongSetting(f"{PREFIX}{name.upper()} must be a whole number.")
        return int(text)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def _check(env: Env) -> None:
    database(env.database_url)
    if env.owner_database_url:
        database(env.owner_database_url)
    base = urlsplit(env.base_url)
    if base.scheme not in {"http", "https"} or not base.hostname or base.path.strip("/") or base.query:
        raise WrongSetting("SAMTYKKE_BASE_URL must be an address like https://crm.example.org, without a path.")
    if len(env.secret_key) < 32:
        raise WrongSetting("SAMTYKKE_SECRET_KEY must have at least 32 characters.")
    if any(len(key) < 32 for key in env.secret_key_fallbacks):
        raise WrongSetting("Each key in SAMTYKKE_SECRET_KEY_FALLBACKS must have at least 32 characters.")
    if env.demo_password and len(env.demo_password) < 15:
        raise WrongSetting("SAMTYKKE_DEMO_PASSWORD must have at least 15 characters.")
    if env.demo_api_key and len(env.demo_api_key) < 32:
        raise WrongSetting("SAMTYKKE_DEMO_API_KEY must have at least 32 characters.")
    if env.email_url and urlsplit(env.email_url).scheme not in {"smtp", "smtp+tls", "file"}:
        raise WrongSetting("SAMTYKKE_EMAIL_URL must begin with smtp://, smtp+tls:// or file:///.")
    if env.inbox_url and urlsplit(env.inbox_url).scheme not in {"imap", "imaps"}:
        raise WrongSetting("SAMTYKKE_INBOX_URL must begin with imap:// or imaps://.")
    _check_oidc(env)
    _check_documents(env)
    for proxy in env.trusted_proxies:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError as error:
            raise WrongSetting(
                "SAMTYKKE_TRUSTED_PROXIES must list addresses or networks, such as 10.0.0.0/8."
            ) from error


def _check_documents(env: Env) -> None:
    if not 1 <= env.largest_document_mb <= LARGEST_DOCUMENT_MB:
        raise WrongSetting(f"SAMTYKKE_LARGEST_DOCUMENT_MB must be from 1 to {LARGEST_DOCUMENT_MB}.")
    if env.scan_command and env.scan_address:
        raise WrongSetting("Set either SAMTYKKE_SCAN_COMMAND or SAMTYKKE_SCAN_ADDRESS, not both.")
    try:
        scanner = urlsplit(env.scan_address)
        is_known = scanner.scheme == "unix" or (scanner.scheme == "tcp" and scanner.hostname and scanner.port)
    except ValueError:
        is_known = False
    if env.scan_address and not is_known:
        raise WrongSetting("SAMTYKKE_SCAN_ADDRESS must look like unix:///run/clamav/clamd.ctl or tcp://host:3310.")


def _check_oidc(env: Env) -> None:
    if not env.oidc_issuer:
        if any((env.oidc_client_id, env.oidc_client_secret, env.oidc_name, env.oidc_hosts, env.oidc_second_factor)):
            raise WrongSetting("SAMTYKKE_OIDC_ISSUER is not set, and other SAMTYKKE_OIDC settings are.")
        return
    issuer = urlsplit(env.oidc_issuer)
    secure = issuer.scheme == "https" or (issuer.scheme == "http" and issuer.hostname in {"127.0.0.1", "localhost"})
    if not secure or not issuer.hostname or issuer.query or issuer.fragment or issuer.username:
        raise WrongSetting("SAMTYKKE_OIDC_ISSUER must be the https address that the provider calls its issuer.")
    if not env.oidc_client_id or not env.oidc_client_secret:
        raise WrongSetting("SAMTYKKE_OIDC_ISSUER needs SAMTYKKE_OIDC_CLIENT_ID and SAMTYKKE_OIDC_CLIENT_SECRET.")
    if any(urlsplit(f"//{host}").hostname != host for host in env.oidc_hosts):
        raise WrongSetting("SAMTYKKE_OIDC_HOSTS must list names of hosts, such as oauth2.example.org.")


__all__ = [
    "Env",
    "WrongSetting",
    "check_names",
    "data_dir",
    "database",
    "default_data_dir",
    "known_names",
    "read",
    "value_of",
]
