"""Step-by-step help: one page for each page of settings, in both languages, with a picture of the product itself.

The words stand in `templates/help/<language>/<slug>.html`, the pictures in `static/help/<language>/<slug>.jpg`; `make
pictures` takes them anew from the demo. A test asks for both of every topic, and for a topic of every page of settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Topic:
    """One help page: its address, its title, the pages it stands behind (names of addresses; the first is pictured),
    the value of the picture's address where it has a parameter, and who in the demo may open it.
    """

    slug: str
    title: _StrPromise
    pages: tuple[str, ...]
    example: str = ""
    reader: str = "siri"


def _book(name: str) -> tuple[str, ...]:
    """The pages of a book of questions."""
    return tuple(f"governance:{name}{part}" for part in ("", "-question", "-print", "-owners", "-answer", "-evidence"))


def _list(slug: str, *first: str) -> tuple[str, ...]:
    """The pages of one list of the company's words."""
    pages = [f"purposes:{slug}{part}" for part in ("", "-new", "-item", "-use")]
    return tuple(dict.fromkeys([*first, *pages]))


TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        "first-day", _("Your first day"),
        ("web:home",),
        reader="ola",
    ),
    Topic("desk", _("The compliance desk"), ("governance:desk",)),
    Topic(
        "purposes", _("Purposes"),
        (*_list("purposes", "purposes:purposes-item"), "purposes:bases", "purposes:wordings", "purposes:history", "consents:asking"),
        "EMARKETING",
    ),
    Topic("legal-bases", _("Legal bases"), _list("legal-bases")),
    Topic(
        "sources", _("Sources"),
        ("governance:informing-rule", "governance:informing-rules", *_list("sources")),
        "IMPORT",
    ),
    Topic(
        "lists", _("Lists"),
        (*_list("ways-of-collecting"), *_list("kinds-of-data"), *_list("categories"), *_list("businesses"),
         *_list("field-groups"), "fields:fields", "fields:field", "fields:new-of-people", "fields:new-of-companies", "fields:value"),
    ),
    Topic(
        "person", _("The card of a person"),
        (
            *("web:person", "contacts:details", "contacts:fact", "contacts:interests", "contacts:belonging-new", "contacts:belonging"),
            *("contacts:leaving", "contacts:postal-new", "contacts:postal", "contacts:phone", "web:person-privacy", "web:person-timeline", "documents:photo"),
        ),
        "3", "ola",
    ),
    Topic("finding", _("Finding"), ("web:find",), reader="ola"),
    Topic(
        "companies", _("Companies"),
        (
            *("contacts:companies", "contacts:company", "contacts:company-new", "contacts:company-details"),
            *("contacts:company-history", "contacts:company-merge", "contacts:company-split"),
        ),
        reader="ola",
    ),
    Topic(
        "activities", _("Activities"),
        (
            *("activities:tasks", "activities:calendar", "activities:new", "activities:feed", "email:filing"),
            *("activities:person", "activities:company", "activities:activity", "activities:change"),
        ),
        reader="ola",
    ),
    Topic(
        "sales", _("Sales"),
        (
            *("sales:board", "sales:list", "sales:forecast", "sales:sale", "sales:sale-new", "sales:sale-details", "sales:loss"),
            *("sales:sales-people", "sales:of-person", "sales:of-company"),
        ),
        reader="ola",
    ),
    Topic(
        "projects", _("Projects"),
        (
            *("sales:projects", "sales:project-new", "sales:project", "sales:project-details", "sales:projects-people"),
            *("sales:projects-of-person", "sales:projects-of-company"),
        ),
        reader="ola",
    ),
    Topic(
        "documents", _("Documents"),
        (
            *("documents:person", "documents:new-of-person", "documents:company", "documents:new-of-company"),
            *("documents:document", "documents:document-form", "documents:people", "documents:versions"),
        ),
        "3", "ola",
    ),
    Topic(
        "web-forms", _("Web forms"),
        (
            *("webforms:builder", "webforms:forms", "webforms:form-new", "webforms:settings", "webforms:versions", "webforms:site"),
            *("webforms:submissions", "webforms:submission"),
        ),
        "newsletter",
    ),
    Topic(
        "import", _("Importing people"),
        ("file:new", "file:imports", "file:columns", "file:import", "file:held"),
        reader="admin",
    ),
    Topic(
        "duplicates", _("Duplicates"),
        ("web:duplicates", "web:merge", "web:split", "contacts:company-duplicates"),
        reader="ola",
    ),
    Topic(
        "selections", _("Selections"),
        ("selections:change", "selections:selections", "selections:new", "selections:new-list", "selections:selection", "selections:combination"),
        "1", "ola",
    ),
    Topic(
        "assessments", _("Assessments"),
        (
            *("governance:assessments", "governance:screening", "governance:impact", "governance:impact-draft"),
            *("purposes:assessment", "purposes:assessment-draft"),
        ),
    ),
    Topic(
        "privacy-settings", _("Privacy settings"),
        ("governance:privacy-settings", "governance:settings", "governance:privacy-setting", "governance:photos"),
    ),
    Topic("law", _("What the law says"), ("governance:law", "governance:law-parameter", "governance:calendar")),
    Topic(
        "templates", _("Mail templates"),
        ("governance:template", "governance:templates", "governance:template-new", "governance:template-version"),
        "CONTACTADDED",
    ),
    Topic(
        "statement", _("Privacy statement"),
        (
            *("governance:statement-draft", "governance:statement", "governance:statement-publication"),
            "governance:statement-version",
        ),
        "nb",
    ),
    Topic("organisation", _("Organisation"), ("accounts:organisation",)),
    Topic(
        "outbox", _("Outbox"),
        ("governance:outbox", "governance:mail", "governance:mail-anew", "governance:mail-message", "governance:mail-run"),
    ),
    Topic("audit", _("Audit trail"), ("governance:audit", "governance:audit-export", "governance:naming")),
    Topic(
        "users", _("Users"),
        ("accounts:users", "accounts:new_user", "accounts:user", "accounts:make_password_link"),
        reader="admin",
    ),
    Topic(
        "roles", _("Roles and teams"),
        (
            *("accounts:roles", "accounts:new_role", "accounts:role"),
            *("accounts:teams", "accounts:new_team", "accounts:team"),
        ),
        reader="admin",
    ),
    Topic("access", _("Who has access"), ("accounts:access", "accounts:rights", "accounts:user_rights")),
    Topic(
        "four-eyes", _("Four eyes"),
        (
            *("accounts:approvals", "accounts:approval", "accounts:four_eyes"),
            *("accounts:approval_given", "accounts:approval_refused"),
        ),
        reader="admin",
    ),
    Topic("keys", _("API keys"), ("accounts:keys", "accounts:new_key"), reader="admin"),
    Topic(
        "second-factor", _("Your profile and your second factor"),
        (
            *("accounts:second_factor", "accounts:add_app", "accounts:add_passkey", "accounts:make_codes"),
            *("accounts:profile", "accounts:change_password", "accounts:sessions"),
        ),
    ),
    Topic(
        "guide", _("Set-up guide"),
        (*_book("guide"), "governance:guide-reports", "governance:guide-report-new"),
    ),
    Topic("measures", _("Security measures"), _book("measures")),
    Topic(
        "data-map", _("Data map"),
        (
            *("governance:data-map", "governance:map-row-new", "governance:map-row", "governance:map-live"),
            *("governance:map-upload-new", "governance:map-upload", "governance:map-upload-approval"),
        ),
    ),
    Topic("fields", _("Fields about people"), ("governance:fields", "governance:field")),
    Topic("recipients", _("Recipients"), ("purposes:recipients", "purposes:recipient-new", "purposes:recipient")),
    Topic(
        "records", _("Record of processing activities"),
        (
            *("governance:record", "governance:record-settings", "governance:record-copies", "governance:record-copy"),
            *("governance:activity-new", "governance:activity"),
        ),
    ),
    Topic("unused", _("Unused data"), ("governance:unused", "governance:never", "governance:ways")),
)  # fmt: skip
BY_PAGE: Final = {page: topic for topic in TOPICS for page in topic.pages}


def topic_by_slug(slug: str) -> Topic | None:
    """The topic at an address, if there is one."""
    return next((topic for topic in TOPICS if topic.slug == slug), None)
