"""Step 1, the procedures: how each right of the person is met. Built from the articles. Art. 7(3), 12–22; REQ-30–47."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.governance.answers.books import Place, Question
from samtykke.governance.guide.checks import purposes

PEOPLE = Place(_("People"), "web:people", (), Right.PEOPLE_VIEW)

PROCEDURES: Final = (
    Question(
        key="consent-words",
        group="procedures",
        text=_("Do people see what they say yes to, in their own language?"),
        help=_(
            "Each purpose that asks for consent has words of its own, one version per language. What somebody said yes to "
            "is kept as it read on that day."
        ),
        law=_("A consent is informed, and you can prove it (Art. 4(11) and 7(1)–(2))."),
        places=(Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE),),
        check=purposes.WORDINGS,
    ),
    Question(
        key="requests",
        group="procedures",
        text=_("Who takes in what people ask, and within which time?"),
        help=_(
            "People may write to anybody in the company, in any words. Everybody must know whom to pass it to. One month, "
            "two more if it is hard; also a no is answered, with reasons and where to complain."
        ),
        law=_("Time, form and refusals: Art. 12(3)–(4). It costs the person nothing (Art. 12(5))."),
    ),
    Question(
        key="identity",
        group="procedures",
        text=_("How do you know that it is the right person who asks?"),
        help=_(
            "Answer to the address you already hold; a link sent there is enough most of the time. Ask for more only when "
            "you have a real doubt, and keep no copies of passports."
        ),
        law=_("You may ask for more only where there is reasonable doubt (Art. 12(6))."),
    ),
    Question(
        key="access",
        group="procedures",
        text=_("How does somebody get to know what you hold?"),
        help=_(
            "The person’s own page shows it. Decide who gathers what lies in other systems, and who reads it through for "
            "what concerns others."
        ),
        law=_("The right to see and to get a copy: Art. 15."),
        places=(PEOPLE,),
    ),
    Question(
        key="correction",
        group="procedures",
        text=_("How is something wrong put right?"),
        help=_("Whoever gets to know it changes it the same day. Those you passed the data to are told."),
        law=_("The right to correction: Art. 16. Telling recipients: Art. 19."),
        places=(PEOPLE,),
    ),
    Question(
        key="erasure",
        group="procedures",
        text=_("What happens when somebody wants to be deleted?"),
        help=_(
            "Who decides, what must stay and by which law (accounts often five years), and what the person is told. Send "
            "the copy first when they asked for both."
        ),
        law=_("When you must delete and when not: Art. 17(1) and (3)."),
        places=(PEOPLE,),
    ),
    Question(
        key="erasure-everywhere",
        group="procedures",
        text=_("How is it deleted in every other system too?"),
        help=_(
            "Accounting, mailing tools, shared folders, phones, printed lists, backups. Make a list of the places and who "
            "deletes where. Those you passed the data to are told."
        ),
        law=_("Telling recipients: Art. 17(2) and 19."),
    ),
    Question(
        key="restriction",
        group="procedures",
        text=_("How do you stop using somebody while a question is open?"),
        help=_(
            "Somebody says the data are wrong, or objects: until it is decided, the data lie still. On the person’s card you can restrict the use."
        ),
        law=_("The right to restriction: Art. 18."),
        places=(PEOPLE,),
    ),
    Question(
        key="portability",
        group="procedures",
        text=_("How do you hand over data that somebody wants to take along?"),
        help=_(
            "What the person gave you themselves, held by consent or contract, as a file that machines read. Decide who makes "
            "it and how it gets there safely."
        ),
        law=_("The right to take data along: Art. 20."),
    ),
    Question(
        key="objection",
        group="procedures",
        text=_("What happens when somebody says that they do not want this?"),
        help=_(
            "Against marketing a no always holds, at once, by every channel. Against the rest you weigh again, and the use "
            "lies still meanwhile. Everybody who speaks with customers can write it down on the card."
        ),
        law=_("The right to object: Art. 21. Taking a consent back: Art. 7(3)."),
        places=(PEOPLE,),
    ),
    Question(
        key="automated",
        group="procedures",
        text=_("Does a machine decide anything about people alone?"),
        help=_(
            "A score that refuses credit, a price made for one person. Most companies do not. If you do: say so, let a "
            "human look, and let the person argue. Write down your no as well."
        ),
        law=_("Decisions by machines alone: Art. 22."),
    ),
)
