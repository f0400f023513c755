from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "samtykke.contacts"
    label = "contacts"

    def ready(self) -> None:
        from samtykke.contacts import lists  # noqa: F401 - adds categories and lines of business to the lists
