from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "samtykke.contacts"
    label = "contacts"
