"""The heart: what was said, what stands, and whether we may."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentsConfig(AppConfig):
    name = "samtykke.consents"
    label = "consents"
    verbose_name = _("Consents")

    def ready(self) -> None:
        from samtykke.accounts.rights import Right, Scope
        from samtykke.consents import letters, personal_data
        from samtykke.consents.actions.standing import refuse_restricted, refuse_suppressed
        from samtykke.consents.queries.effect import would_lose_in_time
        from samtykke.consents.queries.standing import RESTRICTED, says_explicit_yes
        from samtykke.contacts.access import hide
        from samtykke.contacts.actions.changes import guard, guard_addresses
        from samtykke.contacts.actions.interests import explicit_yes
        from samtykke.purposes import registry

        personal_data.register()
        letters.register()
        guard("restriction", refuse_restricted)
        registry.count_effects(would_lose_in_time)
        guard_addresses("suppression", refuse_suppressed)
        explicit_yes("consents", says_explicit_yes)
        hide("restricted", Right.CONSENTS_RESTRICT, Scope.PERSONS_RESTRICTED, RESTRICTED)
