from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "samtykke.core"
    label = "core"
