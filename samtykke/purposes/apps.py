from django.apps import AppConfig


class PurposesConfig(AppConfig):
    name = "samtykke.purposes"
    label = "purposes"
