"""Steps 2 and 3: configure Samtykke, and decide who may do what. M2–M6, M21, M23."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.governance.answers.books import Place, Question
from samtykke.governance.guide.checks import access, company, purposes

ORGANISATION = Place(_("Organisation"), "accounts:organisation", (), Right.SETTINGS_MANAGE)
PURPOSES = Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE)
USERS = Place(_("Users"), "accounts:users", (), Right.USERS_MANAGE)
ROLES = Place(_("Roles"), "accounts:roles", (), Right.USERS_MANAGE)

CONFIGURE: Final = (
    Question(
        key="organisation",
        group="lists",
        text=_("Does Samtykke know who you are?"),
        help=_("Name, postal address and whom people ask about privacy. It stands in every mail and on the own page."),
        law=_("People are told who answers for the data and how to reach you (Art. 13(1)(a))."),
        places=(ORGANISATION,),
        check=company.ORGANISATION,
    ),
    Question(
        key="purposes",
        group="lists",
        text=_("Are the purposes yours?"),
        help=_(
            "Two come with Samtykke: Sales and service, and E-marketing. Keep, rename or add, until the list says why you "
            "hold people. Two things people may say yes and no to apart are two purposes."
        ),
        law=_("Purposes are specific and told (Art. 5(1)(b)); a consent is asked for each (Recital 32)."),
        places=(PURPOSES,),
    ),
    Question(
        key="lists",
        group="lists",
        text=_("Do the legal bases and the sources say how you work?"),
        help=_(
            "Give a basis your own name, such as Employment contract, under the letter of the law it belongs to. Switch off sources you do not have."
        ),
        law=_("Why, by what right and how: you must be able to show it for each person (Art. 5(2))."),
        places=(
            Place(_("Legal bases"), "purposes:legal-bases", (), Right.LISTS_MANAGE),
            Place(_("Sources"), "purposes:sources", (), Right.LISTS_MANAGE),
        ),
    ),
    Question(
        key="public-texts",
        group="lists",
        text=_("Is every purpose explained to people in each language?"),
        help=_(
            "Two or three plain sentences, as you would say them on the phone. They stand on the own page and in the mails."
        ),
        law=_("Short, clear and in plain language (Art. 12(1))."),
        places=(PURPOSES,),
        check=purposes.PUBLIC_TEXTS,
    ),
    Question(
        key="default-basis",
        group="settings",
        text=_("Which legal basis do new people get?"),
        help=_("It stands unless whoever registers chooses another. Leave it open if each is to be thought about."),
        law=_("Nobody is held without a basis (Art. 6(1))."),
        places=(Place(_("Sales and service"), "purposes:bases", ("STORE",), Right.LISTS_MANAGE),),
        check=purposes.DEFAULT_BASIS,
    ),
    Question(
        key="mail-server",
        group="settings",
        text=_("Can Samtykke send mail?"),
        help=_("Whoever runs the server names the mail server; you write the sender address in the profile."),
        law=_("Without mail nobody is told by itself (Art. 14)."),
        places=(Place(_("Outbox"), "governance:outbox", (), Right.MAIL_MANAGE), ORGANISATION),
        check=company.MAIL_SERVER,
    ),
    Question(
        key="confirmation",
        group="settings",
        text=_("Is the privacy confirmation written in each language?"),
        help=_(
            "The mail that tells people that you hold them, why, and how to say no. Read it as if you got it yourself."
        ),
        law=_("What it must say stands in Art. 14(1)–(2)."),
        places=(Place(_("Mail template"), "governance:template", ("CONTACTADDED",), Right.MAIL_MANAGE),),
        check=company.CONFIRMATION,
    ),
    Question(
        key="mailing-rule",
        group="settings",
        text=_("Does marketing go only to those who said yes?"),
        help=_(
            "Samtykke leaves out everybody without the needed permission, and nobody can switch that off. What you decide "
            "is whether the marketing purposes rest on consent."
        ),
        law=_(
            "Marketing by electronic mail needs prior consent (Directive 2002/58 Art. 13; in Norway marketing law § 15)."
        ),
        places=(Place(_("Who may receive"), "governance:may", (), Right.PEOPLE_VIEW), PURPOSES),
        check=purposes.MAILING_RULE,
    ),
    Question(
        key="settings",
        group="settings",
        text=_("Have you read through the privacy settings?"),
        help=_(
            "How long a mailed link works, whether addresses like post@ count as people, whether existing customers may get "
            "offers. The first choice is always the careful one; a looser one needs your reason."
        ),
        law=_("Privacy by default (Art. 25(2))."),
        places=(Place(_("Privacy settings"), "governance:privacy-settings", (), Right.SETTINGS_MANAGE),),
    ),
)
ACCESS: Final = (
    Question(
        key="second-factor",
        group="access",
        text=_("Do those who may do most sign in with a second factor?"),
        help=_(
            "A stolen password alone must not open the door to everybody’s data. An app on the phone or a passkey does it; "
            "a role can ask for it. Each of you sets it up for yourself."
        ),
        law=_("Confidentiality and integrity (Art. 5(1)(f), 32(1)(b))."),
        places=(Place(_("Your second factor"), "accounts:second_factor"), USERS, ROLES),
        check=access.SECOND_FACTOR,
    ),
    Question(
        key="administrators",
        group="access",
        text=_("Can at least two people give access?"),
        help=_("When the only administrator is ill or leaves, somebody must be able to stop an account that same day."),
        law=_("The system must stay usable and safe (Art. 32(1)(b))."),
        places=(USERS,),
        check=access.ADMINISTRATORS,
    ),
    Question(
        key="roles",
        group="access",
        text=_("Does everybody see and change only what their work needs?"),
        help=_(
            "Go through the users and their roles. Most need sales, marketing or support alone. Look at it again each year."
        ),
        law=_("Access is limited by default (Art. 25(2)) and on instruction (Art. 29, 32(4))."),
        places=(USERS, ROLES),
    ),
    Question(
        key="four-eyes",
        group="access",
        text=_("Does a second person approve what can do much harm?"),
        help=_(
            "Giving more access and deleting many are asked of one and approved by another. It is on as soon as two users "
            "hold the right. Whoever switches it off says why."
        ),
        law=_("Measures fit the risk (Art. 32(1)–(2))."),
        places=(Place(_("Four eyes"), "accounts:four_eyes", (), Right.USERS_MANAGE),),
        check=access.FOUR_EYES,
    ),
    Question(
        key="bulk-delete",
        group="access",
        text=_("Is deleting many at once left to two people at most?"),
        help=_("One press can empty the register. Give the right to one or two who know what the law lets you keep."),
        law=_("Loss by accident is a breach too (Art. 4(12), 32(2))."),
        places=(USERS, ROLES),
        check=access.BULK_DELETE,
    ),
    Question(
        key="bulk-update",
        group="access",
        text=_("Is it decided who may change many people at once?"),
        help=_(
            "A wrong basis on ten thousand people is hard to find and to mend. Those who hold the right stand here."
        ),
        law=_("Data stay right and whole (Art. 5(1)(d) and (f))."),
        places=(USERS, ROLES),
        check=access.holders(Right.BULK_UPDATE),
        decides=False,
    ),
    Question(
        key="on-behalf",
        group="access",
        text=_("Is it decided who may change subscriptions on a person’s behalf?"),
        help=_(
            "As delivered, only the person does it. Whoever gets the right does it with a reason and evidence. A no may always be "
            "written down by everybody who may see the person."
        ),
        law=_("A consent is the person’s own act (Art. 4(11)); taking it back is easy (Art. 7(3))."),
        places=(USERS, ROLES),
        check=access.holders(Right.SUBSCRIPTIONS_MANAGE),
        decides=False,
    ),
    Question(
        key="export",
        group="access",
        text=_("Is it decided who may take people out as a file?"),
        help=_(
            "A file is outside everything this system watches over. Each export asks what it is for and is written down."
        ),
        law=_("Confidentiality (Art. 5(1)(f)); everybody works on instruction (Art. 29)."),
        places=(USERS, ROLES),
        check=access.holders(Right.PEOPLE_EXPORT),
        decides=False,
    ),
    Question(
        key="unused-access",
        group="access",
        text=_("Are those who left, and keys nobody uses, shut out?"),
        help=_(
            "Deactivate those who have not signed in for 90 days and revoke keys without use. It takes a minute to open again."
        ),
        law=_("No access without need (Art. 32(1)(b) and (4))."),
        places=(USERS, Place(_("API keys"), "accounts:keys", (), Right.KEYS_MANAGE)),
        check=access.UNUSED_ACCESS,
    ),
    Question(
        key="training",
        group="access",
        text=_("Do those with access know the rules?"),
        help=_(
            "An hour for everybody new: what may be written about people, what to do with a request, what a breach is. Have "
            "them sign that they keep silent. And say when you next go through this guide: it is never finished."
        ),
        law=_("People act on instruction and are bound to silence (Art. 29, 32(4))."),
    ),
)
