"""Step 1, prepare: the data, what to keep, how you comply, security. M7; Art. 5, 6, 13, 14, 24, 30, 32."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.governance.answers.books import Place, Question
from samtykke.governance.guide.checks import company, people, purposes

ENCRYPTION_HELP: Final = Place(_("How it is switched on"), "web:help-topic", ("measures",))
MAP: Final = (
    Question(
        key="strategy",
        group="map",
        text=_("Has the management decided how you treat personal data?"),
        help=_(
            "Write down in a few lines why you hold people, who answers for it, and how often you look at it again. "
            "The management decides it, not the IT department. Ask a lawyer where you are unsure."
        ),
        law=_("You must be able to show that you follow the rules (Art. 5(2) and 24)."),
    ),
    Question(
        key="officer",
        group="map",
        text=_("Do you need a data protection officer?"),
        help=_(
            "You need one if you are a public body, if your main work is to follow people closely on a large scale, "
            "or if it is to use sensitive data on a large scale. Write down what you decided, even when it is no."
        ),
        law=_("When an officer must be named stands in Art. 37."),
        places=(
            Place(_("Who else answers"), "governance:record-settings", (), Right.GOVERNANCE_MANAGE),
            Place(_("Organisation"), "accounts:organisation", (), Right.SETTINGS_MANAGE),
        ),
    ),
    Question(
        key="data",
        group="map",
        text=_("Do you know which personal data you hold, and what each is for?"),
        help=_(
            "Go through the fields of a person, your own fields and the notes. For each: which kind of data is it, for "
            "which purpose, who gets it. What has no purpose should not be there."
        ),
        law=_("You may hold only what the purpose needs (Art. 5(1)(c)), and keep a record of it (Art. 30)."),
        places=(Place(_("Fields about people"), "governance:fields", (), Right.GOVERNANCE_VIEW),),
        check=purposes.FIELDS,
    ),
    Question(
        key="ways-in",
        group="map",
        text=_("Do you know every way people come in?"),
        help=_(
            "By themselves on the web, by e-mail or chat. Written down by you after a call, a meeting or a fair. From "
            "other systems, as a file or through the API. Each way should be a source in the list."
        ),
        law=_("What you must tell people depends on whether they gave you the data (Art. 13) or others did (Art. 14)."),
        places=(Place(_("Sources"), "purposes:sources", (), Right.LISTS_MANAGE),),
    ),
    Question(
        key="recipients",
        group="map",
        text=_("Do you know who gets personal data from you, and is there an agreement with each?"),
        help=_(
            "The company that runs your server, sends your mails, keeps your accounts. Whoever works for you with the data "
            "needs a written agreement. Then tick on each purpose who receives its data. Note also which other systems "
            "hold the same people."
        ),
        law=_("Processors need an agreement (Art. 28(3)); leaving the EEA needs a ground (Chapter V)."),
        places=(
            Place(_("Recipients"), "purposes:recipients", (), Right.GOVERNANCE_VIEW),
            Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE),
        ),
        check=purposes.RECIPIENTS,
    ),
    Question(
        key="origin",
        group="map",
        text=_("Does every person carry where they came from?"),
        help=_(
            "Nobody can be registered without purpose, basis, source, time and by whom. Those whose source is “not known” "
            "are to be sorted out."
        ),
        law=_("Where the data come from is told to the person (Art. 14(2)(f))."),
        places=(Place(_("Compliance desk"), "governance:desk", (), Right.GOVERNANCE_VIEW),),
        check=people.ORIGIN,
    ),
)
KEEP: Final = (
    Question(
        key="categories",
        group="keep",
        text=_("Which kinds of people do you need, and which not?"),
        help=_(
            "Prospects, customers, lost customers, suppliers: take away the categories you do not use and add those you "
            "lack. How long you need somebody usually depends on the category."
        ),
        law=_("Data are kept no longer than needed (Art. 5(1)(e))."),
        places=(Place(_("Categories"), "purposes:categories", (), Right.LISTS_MANAGE),),
    ),
    Question(
        key="retention",
        group="keep",
        text=_("Is it decided how long people are kept for each purpose?"),
        help=_("Choose the shortest time you can work with. Accounts and law may ask for longer; then say which law."),
        law=_("The time must be set, and told to people (Art. 5(1)(e), 13(2)(a), 30(1)(f))."),
        places=(Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE),),
        check=purposes.RETENTION,
    ),
    Question(
        key="category-retention",
        group="keep",
        text=_("Is it decided how long each kind of people is kept?"),
        help=_(
            "A prospect you never heard from again, a customer who left: set the months on each category in use. Where the "
            "purpose is shorter, the purpose holds."
        ),
        law=_("Data are kept no longer than needed (Art. 5(1)(e))."),
        places=(Place(_("Categories"), "purposes:categories", (), Right.LISTS_MANAGE),),
        check=people.CATEGORIES,
    ),
    Question(
        key="tidy",
        group="keep",
        text=_("Have you gone through the data you already hold?"),
        help=_(
            "Ask of each pile: why keep it rather than delete it? Delete people and fields nobody uses, before you bring "
            "the rest in. Decide too how long you keep prospects and lost customers."
        ),
        law=_("Old data must follow the rules too: needed, right and not too old (Art. 5(1)(c)–(e))."),
        places=(Place(_("People"), "web:people", (), Right.PEOPLE_VIEW),),
    ),
    Question(
        key="special",
        group="keep",
        text=_("Do you hold health data or other special categories, and may you?"),
        help=_(
            "Health, faith, union, politics, origin, sex life, fingerprints. Notes on allergies and sick leave count. Best is "
            "not to hold them. Otherwise the purpose must name the exception you use."
        ),
        law=_("Special categories are forbidden unless an exception of Art. 9(2) applies."),
        places=(Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE),),
        check=purposes.SPECIAL,
    ),
)
COMPLY: Final = (
    Question(
        key="assessment",
        group="comply",
        text=_("Is the assessment behind Sales and service approved?"),
        help=_(
            "Read the draft: what you want, whether you need it, and what it means for people. Change it until it is true "
            "for you, then approve it. Without it nobody can be registered."
        ),
        law=_("Legitimate interests must be weighed against those of the person (Art. 6(1)(f))."),
        places=(Place(_("Assessment"), "purposes:assessment", ("STORE",), Right.ASSESSMENTS_APPROVE),),
        check=purposes.ASSESSMENT,
    ),
    Question(
        key="screening",
        group="comply",
        text=_("Is each purpose screened for high risk?"),
        help=_(
            "Nine things to look for: new technology, many people, sensitive data, somebody watched or scored. Where two or "
            "more are so, the risk is likely high, and you write an impact assessment before you begin."
        ),
        law=_("High risk needs an impact assessment first (Art. 35); write down also that it does not."),
        places=(Place(_("Assessments"), "governance:assessments", (), Right.GOVERNANCE_VIEW),),
        check=purposes.SCREENED,
    ),
    Question(
        key="bases",
        group="comply",
        text=_("Does every purpose have a legal basis?"),
        help=_(
            "There are six, and consent is only one of them. A customer is usually held because of the contract, a contact in "
            "a company because of your legitimate interest. Newsletters need consent."
        ),
        law=_("Without a basis you may not process (Art. 6(1))."),
        places=(Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE),),
        check=purposes.BASES,
    ),
    Question(
        key="consent-only",
        group="comply",
        text=_("Do you ask for consent only where you need it?"),
        help=_(
            "To hold a customer you need no consent, but you must tell them. Asking by mail for a consent to advertise can "
            "itself be advertising. And nobody consents to a privacy statement: you inform, they read."
        ),
        law=_("A consent is free, specific and informed (Art. 4(11) and 7). Marketing by mail: marketing law."),
        places=(Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE),),
    ),
    Question(
        key="told-at-once",
        group="comply",
        text=_("Are people told when they give you their data themselves?"),
        help=_(
            "Every form, order page and chat should say who you are, what the data are for, and link to the privacy "
            "statement, before the person sends. On the phone a sentence and a link by mail do."
        ),
        law=_("When the data come from the person, they are told at that moment (Art. 13)."),
        places=(Place(_("Sources"), "purposes:sources", (), Right.LISTS_MANAGE),),
    ),
    Question(
        key="sources-inform",
        group="comply",
        text=_("Are people told when others gave you their data?"),
        help=_(
            "An imported list, a card from a colleague, a lead from a partner: the person does not know. Samtykke mails the "
            "privacy confirmation for each source that says so."
        ),
        law=_("They are told within a month, and at the first contact at the latest (Art. 14(3))."),
        places=(Place(_("Sources"), "purposes:sources", (), Right.LISTS_MANAGE),),
        check=company.SOURCES_INFORM,
    ),
    Question(
        key="late",
        group="comply",
        text=_("Has everybody been told in time?"),
        help=_(
            "Those past their day stand in a list, with why no mail reached them yet. Tell them another way, or delete them."
        ),
        law=_("The longest time is one month (Art. 14(3)(a))."),
        places=(Place(_("To be told"), "governance:informing", (), Right.PEOPLE_VIEW),),
        check=company.LATE,
    ),
    Question(
        key="statement",
        group="comply",
        text=_("Does every purpose lead to a privacy statement?"),
        help=_(
            "People read it in their own language before they answer. Samtykke writes a draft from your set-up; read it, and "
            "publish it in each language. If your statement stands elsewhere, put its address on each purpose."
        ),
        law=_("What people must be told stands in Art. 13 and 14; it is to be easy to find and to read (Art. 12(1))."),
        places=(
            Place(_("Privacy statement"), "governance:statement", (), Right.GOVERNANCE_VIEW),
            Place(_("Purposes"), "purposes:purposes", (), Right.LISTS_MANAGE),
        ),
        check=purposes.STATEMENT,
    ),
    Question(
        key="own-page",
        group="comply",
        text=_("Can people see and change their choices themselves?"),
        help=_(
            "Each mail has a link to the person’s own page: see what you hold, say yes, say no, ask for a copy. Name the "
            "address that people outside reach, and open your own link once."
        ),
        law=_("Saying no is as easy as saying yes (Art. 7(3)); you make it easy to use the rights (Art. 12(2))."),
        places=(Place(_("Outbox"), "governance:outbox", (), Right.MAIL_MANAGE),),
        check=company.OWN_PAGE,
    ),
)
SECURITY: Final = (
    Question(
        key="measures",
        group="security",
        text=_("Is every security measure decided?"),
        help=_(
            "About thirty measures: some the system sees by itself, others only you can know. What is in place goes into "
            "the record of processing."
        ),
        law=_("Security fits the risk (Art. 32), and its measures stand in the record (Art. 30(1)(g))."),
        places=(Place(_("Security measures"), "governance:measures", (), Right.GOVERNANCE_VIEW),),
        check=people.MEASURES,
    ),
    Question(
        key="tls",
        group="security",
        text=_("Is everything encrypted on its way?"),
        help=_(
            "Samtykke must be opened by an address that begins with https. Whoever runs the server puts it in order."
        ),
        law=_("Encryption is the first measure that the law names (Art. 32(1)(a))."),
        places=(ENCRYPTION_HELP,),
        check=company.TLS,
    ),
    Question(
        key="breach-plan",
        group="security",
        text=_("Do you know what happens when data are lost, leak or become wrong?"),
        help=_(
            "Write down who is called, who decides, and where it is noted. Within 72 hours the authority is told, unless "
            "nobody is at risk; in Norway that is Datatilsynet. Those affected are told without delay when their risk is high."
        ),
        law=_(
            "The authority: Art. 33, within 72 hours. The people: Art. 34, without undue delay. Every breach is noted."
        ),
    ),
    Question(
        key="breach-words",
        group="security",
        text=_("Do you have the words ready for those affected?"),
        help=_(
            "A letter in each of your languages: what happened, what it may lead to, what you do, what they can do, whom to "
            "ask. Decide also how you reach people when mail itself is what leaked. No advertising in it."
        ),
        law=_("What the message must say stands in Art. 34(2)."),
    ),
)
