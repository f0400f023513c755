"""What the organisation's profile, the mail and the server say."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samtykke.consents.actions import STANDARD
from samtykke.consents.queries import duty
from samtykke.core.templatetags.words import number
from samtykke.governance.answers.checks import Check, Circumstances, Finding, Row
from samtykke.governance.guide.checks.words import counted, found, languages
from samtykke.mail import transports
from samtykke.mail.models import Template, TemplateVersion
from samtykke.purposes.models import InformRule, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

UNREACHABLE: Final = ("localhost", ".localhost", ".local", ".internal", ".lan")


def _organisation(_sizes: Mapping[str, int], given: Circumstances) -> Finding:
    return found(
        given.organisation.is_described,
        _("Name, postal address and privacy contact are there."),
        _("The name, the postal address or the e-mail of the privacy contact is missing."),
    )


ORGANISATION = Check(judge=_organisation)


def _mail_server(_sizes: Mapping[str, int], given: Circumstances) -> Finding:
    if transports.line() is None:
        return Finding(False, _("No mail server is named, so nobody can be told anything."))
    sender = given.organisation.sender_address
    return found(bool(sender), _("Mails leave, from your sender address."), _("The sender address is missing."))


MAIL_SERVER = Check(judge=_mail_server)


def host_is_public(address: str) -> bool:
    """Whether people outside can reach a host: not this machine, not a private network."""
    host = (urlsplit(address).hostname or "").lower()
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(UNREACHABLE)


def _own_page(_sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    return found(
        host_is_public(settings.BASE_URL) and transports.line() is not None,
        _("Links to the own page go out by mail and lead to %s.") % settings.BASE_URL,
        _("Links would lead to %s, which people outside cannot open, or no mail can carry them.") % settings.BASE_URL,
    )


OWN_PAGE = Check(judge=_own_page)


def _tls(_sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    return found(
        settings.BASE_URL.startswith("https://"),
        _("%s is encrypted on its way (TLS).") % settings.BASE_URL,
        _("%s is not encrypted: put a proxy with TLS before it.") % settings.BASE_URL,
    )


TLS = Check(judge=_tls)


def _unwritten(given: Circumstances) -> Q:
    """Templates that lack a version in one of the languages."""
    lacking = Q()
    for code in given.languages:
        lacking |= Q(~Exists(TemplateVersion.objects.filter(template=OuterRef("pk"), language=code)))
    return lacking


def _confirmation(sizes: Mapping[str, int], given: Circumstances) -> Finding:
    return found(
        bool(sizes["exists"]) and not sizes["lacking"],
        _("The privacy confirmation is written in: %s.") % languages(given.languages),
        _("The privacy confirmation lacks one of your languages."),
    )


def _standard(_given: Circumstances) -> QuerySet[Template]:
    return Template.objects.existing().filter(key=STANDARD)


CONFIRMATION = Check(
    sets={"exists": _standard, "lacking": lambda given: _standard(given).filter(_unwritten(given))},
    judge=_confirmation,
    shown="exists",
    shown_when_met=True,
    row=lambda row: Row(row.name, "", reverse("governance:template", args=[row.key])),
)


def _informing(_given: Circumstances) -> QuerySet[Source]:
    sources: QuerySet[Source] = Source.objects.offered().exclude(inform_rule=InformRule.NEVER)
    return sources


def _informing_in_vain(given: Circumstances) -> QuerySet[Source]:
    """Sources that send a confirmation and name a template that is gone or not written in every language."""
    whole = Template.objects.existing().filter(key=OuterRef("template_key")).exclude(_unwritten(given))
    standard = _standard(given).exclude(_unwritten(given))
    sound = Q(template_key="") & Exists(standard) | ~Q(template_key="") & Exists(whole)
    return _informing(given).filter(~sound)


def _sources_inform(sizes: Mapping[str, int], _given: Circumstances) -> Finding:
    """How many inform; where some do not or cannot, how many those are."""
    lacking, silent = sizes["lacking"], sizes["silent"]
    said = [
        ngettext(
            "%s source informs the person by mail.", "%s sources inform the person by mail.", sizes["all"]
        ) % number(sizes["all"])
    ]  # fmt: skip
    if lacking:
        said.append(
            ngettext("%s names a template that is not ready.", "%s name a template that is not ready.", lacking)
            % number(lacking)
        )
    if silent:
        said.append(
            ngettext(
                "%s brings people from others and informs nobody.",
                "%s bring people from others and inform nobody.", silent,
            ) % number(silent)
        )  # fmt: skip
    return Finding(not lacking and not silent, " ".join(said))


SOURCES_INFORM = Check(
    sets={
        "lacking": _informing_in_vain,
        "all": _informing,
        "silent": lambda _given: Source.objects.offered().filter(
            from_person=False, inform_rule=InformRule.NEVER
        ),
    },
    judge=_sources_inform,
    shown="silent",
    row=lambda row: Row(row.name, _("informs nobody"), reverse("purposes:sources-item", args=[row.key])),
)  # fmt: skip


LATE = Check(
    sets={"late": lambda given: duty.late(given.day)},
    judge=lambda sizes, _given: found(
        not sizes["late"],
        _("Nobody waits longer than the law lets them."),
        ngettext(
            "%s person should have been told that you hold them.",
            "%s people should have been told that you hold them.", sizes["late"],
        ) % counted(sizes["late"]),
    ),
)  # fmt: skip
