"""The product's own settings with nothing between the server and the view."""

from samtykke.config.settings import *  # noqa: F403 - the same database, pool and apps

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare"
WSGI_APPLICATION = "bench.bare.application"
INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith("allauth")]  # noqa: F405
