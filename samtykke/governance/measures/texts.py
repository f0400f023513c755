"""The measures: organisational ones first, then who comes in, then the machine. Art. 32(1)–(2), 32(4)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from samtykke.accounts.rights import Right
from samtykke.governance.answers.books import Place, Question
from samtykke.governance.guide.checks import access, company
from samtykke.governance.measures import checks

ENCRYPTION_HELP = Place(_("How it is switched on"), "web:help-topic", ("measures",))
USERS = Place(_("Users"), "accounts:users", (), Right.USERS_MANAGE)
ROLES = Place(_("Roles"), "accounts:roles", (), Right.USERS_MANAGE)
RECIPIENTS = Place(_("Recipients"), "purposes:recipients", (), Right.GOVERNANCE_VIEW)
TRAIL = Place(_("Audit trail"), "governance:audit", (), Right.AUDIT_VIEW)
RISK = _("Measures fit the risk (Art. 32(1)–(2)).")
STAFF = _("Those with access act on instruction (Art. 29, 32(4)).")
KEPT_SAFE = _("Confidentiality and integrity (Art. 5(1)(f), 32(1)(b)).")
BACK_SOON = _("Availability, and back in time after trouble (Art. 32(1)(b)–(c)).")
ENCRYPTED = _("Encryption (Art. 32(1)(a)).")
TESTED = _("Measures are tested and judged regularly (Art. 32(1)(d)).")

ORGANISATION: Final = (
    Question(
        key="risks", group="organisation", law=RISK,
        text=_("Risks to people are weighed"),
        help=_("What could go wrong with the data you hold, how likely it is, and how bad for the people. Once a year, and when something changes."),
        told=_("Risks to the people are weighed at least once a year."),
    ),
    Question(
        key="policy", group="organisation", law=RISK,
        text=_("There are written rules for security"),
        help=_("One or two pages that everybody has read: what is allowed, what is not, whom to ask."),
        told=_("Written rules for information security are known to all staff."),
    ),
    Question(
        key="responsible", group="organisation", law=RISK,
        text=_("Somebody answers for security"),
        help=_("A name for the system, one for its operation, and one for when the first two are away."),
        told=_("Responsibility for security and operation is given to named people."),
    ),
    Question(
        key="training", group="organisation", law=STAFF,
        text=_("Everybody with access is trained"),
        help=_("When they start and once a year: false mails, passwords, what a breach is and whom to call."),
        told=_("Staff with access are trained when they start and every year."),
    ),
    Question(
        key="silence", group="organisation", law=STAFF,
        text=_("Everybody with access has signed to keep silent"),
        help=_("Employees, temporary staff and consultants. Keep the papers, and name the place here."),
        told=_("Everybody with access is bound to confidentiality."),
    ),
    Question(
        key="processors", group="organisation", places=(RECIPIENTS,),
        law=_("Processors give sufficient guarantees, by agreement (Art. 28(1) and (3))."),
        text=_("Processors are chosen with care and bound by agreement"),
        help=_("Ask how they guard the data before you choose them, and look at it again when the agreement is renewed."),
        told=_("Processors are assessed, bound by agreement and followed up."),
    ),
    Question(
        key="breaches", group="organisation", law=_("Breaches: Art. 33 and 34."),
        text=_("A plan for breaches is known and has been tried"),
        help=_("Who is called day and night, who decides, who tells the authority within 72 hours. Try it once with a made-up case."),
        told=_("A plan for personal data breaches is in place and has been tried."),
    ),
    Question(
        key="continuity", group="organisation", law=BACK_SOON,
        text=_("You can work on when the system is down"),
        help=_("What you do for a day, for a week; who brings it back; in which order."),
        told=_("A plan keeps the work going while systems are down."),
    ),
    Question(
        key="files-outside", group="organisation", law=KEPT_SAFE,
        text=_("Files and paper outside the system are guarded"),
        help=_("Where exports may lie, who may send them, when they are deleted; what is printed, and how paper is destroyed."),
        told=_("Files and printouts are kept, sent and destroyed by set rules."),
    ),
    Question(
        key="premises", group="organisation", law=KEPT_SAFE,
        text=_("Rooms and machines are locked"),
        help=_("Who has keys to the office and to the server, and how visitors are let in."),
        told=_("Premises and server rooms are open to those who need them alone."),
    ),
    Question(
        key="tested", group="organisation", law=TESTED,
        text=_("The measures are gone through once a year"),
        help=_("Go through this list with those who answer for it. Set the day of the next time below."),
        told=_("The measures are tested and judged every year."),
    ),
)  # fmt: skip
ACCESS: Final = (
    Question(
        key="second-factor", group="access", law=KEPT_SAFE, places=(USERS, ROLES), check=access.SECOND_FACTOR,
        text=_("Whoever may do most needs a second factor"),
        help=_("A code from an app or a passkey besides the password, for all who give access, change settings or delete many. A role can ask for it."),
        told=_("Privileged users sign in with a second factor."),
    ),
    Question(
        key="passwords", group="access", law=KEPT_SAFE, check=checks.PASSWORDS,
        text=_("Passwords are long and kept as hashes"),
        help=_("Samtykke asks for long passwords, refuses the known ones, and slows down whoever guesses."),
        told=_("Passwords are long, checked against known ones, and kept as Argon2 hashes; guessing is slowed down."),
    ),
    Question(
        key="sessions", group="access", law=KEPT_SAFE, check=checks.SESSIONS,
        text=_("Whoever signed in is signed out again"),
        help=_("A screen left open is an open door. Export, mass deletion and new access ask for the password again besides."),
        told=_("Sessions end by themselves; sensitive actions ask for the password again."),
    ),
    Question(
        key="need-to-know", group="access", law=_("Privacy by default (Art. 25(2)); access by need (Art. 32(4))."), places=(USERS, ROLES),
        text=_("Roles give what the work needs, and are gone through"),
        help=_("Who has which role and why. Set the day of the next time below; it opens again by itself."),
        told=_("Access follows roles by need, and is reviewed regularly."),
    ),
    Question(
        key="leavers", group="access", law=KEPT_SAFE, places=(USERS,), check=access.UNUSED_ACCESS,
        text=_("Accounts and keys nobody uses are closed"),
        help=_("Close the account on the last day at work. What was not used for 90 days stands here."),
        told=_("Accounts and API keys that are no longer used are closed."),
    ),
    Question(
        key="four-eyes",
        group="access",
        law=RISK,
        places=(USERS, ROLES),
        check=access.FOUR_EYES,
        text=_("A second person approves what can do much harm"),
        help=_("Giving more access and deleting many need two. Switching it off needs a reason and is shown here."),
        told=_("Changes of access and mass deletion need the approval of a second person."),
    ),
    Question(
        key="bulk-delete", group="access", law=BACK_SOON, places=(USERS, ROLES), check=access.BULK_DELETE,
        text=_("Few may delete many"),
        help=_("Two users at most hold the right to delete many people at once."),
        told=_("Mass deletion is limited to at most two users."),
    ),
    Question(
        key="trail", group="access", law=_("Accountability (Art. 5(2)); who looked at whom (Art. 32(1)(b))."), places=(TRAIL,), check=checks.TRAIL,
        text=_("What is done and looked at is written down"),
        help=_("Every change, every opened person, every export. Nobody can change the trail, administrators included."),
        told=_("Changes, look-ups and exports are written to an audit trail that cannot be changed."),
    ),
    Question(
        key="trail-read", group="access", law=TESTED, places=(TRAIL,),
        text=_("Somebody reads the audit trail now and then"),
        help=_("Once a month: unusual exports, many opened cards, sign-ins at night. Note what you found."),
        told=_("The audit trail is reviewed regularly."),
    ),
)  # fmt: skip
MACHINE: Final = (
    Question(
        key="tls", group="machine", law=ENCRYPTED, places=(ENCRYPTION_HELP,), check=company.TLS,
        text=_("Everything is encrypted on its way"),
        help=_("Between the browser and the server, by https. The guide for operators says how."),
        told=_("Traffic is encrypted in transit (TLS)."),
    ),
    Question(
        key="disk", group="machine", law=ENCRYPTED,
        text=_("Disks are encrypted"),
        help=_("The disk of the server, and those of laptops and phones that open the system. Whoever runs them can say it."),
        told=_("Disks of servers and devices are encrypted."),
    ),
    Question(
        key="backup", group="machine", law=BACK_SOON, check=checks.BACKUP,
        text=_("An encrypted backup is made every week or more often"),
        help=_("By samtykke backup, best every night. Without its passphrase nobody can read it. Other ways of copying are not seen here: then say it in the decision."),
        told=_("Encrypted backups are made at least weekly."),
    ),
    Question(
        key="backup-elsewhere", group="machine", law=BACK_SOON,
        text=_("Backups lie in another place"),
        help=_("Not on the same machine, not in the same building, and out of reach for whoever breaks in. Say how long they are kept."),
        told=_("Backups are kept in a separate place."),
    ),
    Question(
        key="restore", group="machine", law=TESTED, check=checks.RESTORE,
        text=_("A backup has been tried within half a year"),
        help=_("samtykke restore --try opens a backup with its passphrase and reads it to the end. Once a year, bring one back on another machine, and keep what you noted as evidence."),
        told=_("Backups are tested regularly."),
    ),
    Question(
        key="updates", group="machine", law=KEPT_SAFE,
        text=_("Updates are put in without delay"),
        help=_("Samtykke, the database and the operating system. Who reads the news of it, and how soon it is done."),
        told=_("Security updates are installed without undue delay."),
    ),
    Question(
        key="network", group="machine", law=KEPT_SAFE,
        text=_("The server is guarded from the network"),
        help=_("Only the doors that are needed are open; the database cannot be reached from outside; somebody is told when it is down."),
        told=_("The server stands behind a firewall and is watched."),
    ),
    Question(
        key="devices", group="machine", law=KEPT_SAFE,
        text=_("Laptops and phones lock themselves"),
        help=_("Screen lock, protection against malware, and a way to empty a lost machine from afar."),
        told=_("Devices lock themselves, are protected against malware and can be emptied from afar."),
    ),
    Question(
        key="database-roles", group="machine", law=KEPT_SAFE, check=checks.DATABASE_ROLES,
        text=_("The application cannot change what was written down"),
        help=_("The database knows two roles. The one that works every day may add to the log of consents, never change it."),
        told=_("Separate database roles keep records of consent from being changed."),
    ),
    Question(
        key="log-integrity", group="machine", law=KEPT_SAFE, check=checks.LOG_INTEGRITY,
        text=_("The log of consents is checked for changes"),
        help=_("Each event carries a digest of itself. Every night they are worked out anew and compared."),
        told=_("The integrity of consent records is verified every night by cryptographic digests."),
    ),
    Question(
        key="secret-file", group="machine", law=KEPT_SAFE, check=checks.SECRET_FILE,
        text=_("The secret key is out of reach for others"),
        help=_("The file lies in the data directory and belongs to the one user who runs Samtykke."),
        told=_("Cryptographic keys are readable by the service alone."),
    ),
    Question(
        key="key-age", group="machine", law=KEPT_SAFE, check=checks.KEY_AGE,
        text=_("The secret key is not older than two years"),
        help=_("Make a new one when somebody who knew it leaves, and every second year. Name the old one as an earlier key, so that suppressed addresses are still recognised."),
        told=_("Cryptographic keys are renewed regularly."),
    ),
    Question(
        key="debug-off", group="machine", law=KEPT_SAFE, check=checks.DEBUG_OFF,
        text=_("Errors show nothing to visitors"),
        help=_("The setting for developers must be off where people’s data are."),
        told=_("Error pages disclose no data."),
    ),
)  # fmt: skip
