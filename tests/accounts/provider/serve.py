"""An identity provider of its own, in its own process: allauth's, with a few people in it.

`python -m tests.accounts.provider.serve PORT CALLBACK DATABASE` serves until it is stopped, and prints `ready` first.
"""

from __future__ import annotations

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

CLIENT, SECRET, PASSWORD = "samtykke", "only-for-tests-secret", "only-for-tests"
# subject's name → address, and whether the provider has verified it
PEOPLE = {
    "ola": ("ola@fjordlys.example", True),
    "siri": ("siri@fjordlys.example", False),
    "nobody": ("nobody@elsewhere.example", True),
    "renamed": ("renamed@fjordlys.example", True),
}


def configure(database: str) -> None:
    """Django's settings of the provider."""
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    settings.configure(
        SECRET_KEY="only-for-tests-" + "p" * 40,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.accounts.provider.urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="provider_csrf",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        IDP_OIDC_ADAPTER="tests.accounts.provider.adapter.Adapter",
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(*form).decode(),
    )
    django.setup()


def fill(callback: str) -> None:
    """The tables, the people and the one client."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name, (email, verified) in PEOPLE.items():
        user = User.objects.create_user(name, email, PASSWORD)
        EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    client = Client(id=CLIENT, name="Samtykke", secret=make_password(SECRET), skip_consent=True)
    client.set_scopes(["openid", "email", "profile"])
    client.set_redirect_uris([callback])
    client.save()


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Says nothing of each request."""


def main(port: int, callback: str, database: str) -> None:
    """Serves until the process is stopped."""
    Path(database).unlink(missing_ok=True)
    configure(database)
    fill(callback)
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", port, get_wsgi_application(), Server, Quiet) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
