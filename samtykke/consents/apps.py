from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "samtykke.consents"
    label = "consents"
