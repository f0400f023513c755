"""What the trail names: `subject:verb`, in the past tense. A sentence for each stands below."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Deed(StrEnum):
    """The kind of something done. Add one where it is needed, with its sentence."""

    PERSON_CREATED = "person:created"
    PERSON_CHANGED = "person:changed"
    PERSON_DELETED = "person:deleted"
    PERSON_RESTORED = "person:restored"
    PERSON_ERASED = "person:erased"
    PERSON_MERGED = "person:merged"
    PERSON_SPLIT = "person:split"
    PERSON_TOLD_APART = "person:told_apart"
    PERSON_PAIRED_AGAIN = "person:paired_again"
    PERSON_VIEWED = "person:viewed"
    PERSON_LINK_MADE = "person:link_made"
    PERSON_LINK_REVOKED = "person:link_revoked"
    PEOPLE_SEARCHED = "people:searched"
    PEOPLE_LISTED = "people:listed"
    PEOPLE_EXPORTED = "people:exported"
    PEOPLE_IMPORTED = "people:imported"
    IMPORT_UNDONE = "import:undone"
    IMPORT_EXPORTED = "import:exported"
    COMPANY_CREATED = "company:created"
    COMPANY_CHANGED = "company:changed"
    COMPANY_DELETED = "company:deleted"
    COMPANY_RESTORED = "company:restored"
    COMPANY_MERGED = "company:merged"
    COMPANY_SPLIT = "company:split"
    COMPANY_TOLD_APART = "company:told_apart"
    COMPANY_PAIRED_AGAIN = "company:paired_again"
    COMPANY_VIEWED = "company:viewed"

    ACTIVITY_PLANNED = "activity:planned"
    ACTIVITY_LOGGED = "activity:logged"
    ACTIVITY_CHANGED = "activity:changed"
    ACTIVITY_FINISHED = "activity:finished"
    ACTIVITY_REOPENED = "activity:reopened"
    ACTIVITY_CANCELLED = "activity:cancelled"
    ACTIVITY_DELETED = "activity:deleted"
    ACTIVITY_RESTORED = "activity:restored"
    FEED_MADE = "calendar:feed_made"
    FEED_REVOKED = "calendar:feed_revoked"
    SELECTION_CREATED = "selection:created"
    SELECTION_CHANGED = "selection:changed"
    SELECTION_DELETED = "selection:deleted"
    SELECTION_RESTORED = "selection:restored"
    SELECTION_FILLED = "selection:people_added"
    SELECTION_EMPTIED = "selection:people_removed"
    SELECTION_VIEWED = "selection:viewed"

    CONSENT_REQUESTED = "consent:requested"
    CONSENT_GIVEN = "consent:given"
    CONSENT_REFUSED = "consent:refused"
    CONSENT_WITHDRAWN = "consent:withdrawn"
    CONSENT_OBJECTED = "consent:objected"
    CONSENT_RECORDED = "consent:recorded"
    CONSENT_ENDED = "consent:ended"
    CONSENT_EXPIRED = "consent:expired"
    CONSENT_INVALIDATED = "consent:invalidated"
    CONSENT_BASIS_CHANGED = "consent:basis_changed"
    MARKETING_OBJECTED = "marketing:objected"
    OBJECTION_ENDED = "objection:ended"
    PERSON_RESTRICTED = "person:restricted"
    RESTRICTION_LIFTED = "restriction:lifted"
    ADDRESS_SUPPRESSED = "address:suppressed"
    SUPPRESSION_LIFTED = "suppression:lifted"
    PERSON_INFORMED = "person:informed"
    EVIDENCE_KEPT = "evidence:kept"
    EVIDENCE_VIEWED = "evidence:viewed"
    MAY_ASKED = "may:asked"
    DOCUMENT_ADDED = "document:added"
    DOCUMENT_CHANGED = "document:changed"
    DOCUMENT_VERSION_ADDED = "document:version_added"
    DOCUMENT_DELETED = "document:deleted"
    DOCUMENT_RESTORED = "document:restored"
    DOCUMENT_ERASED = "document:erased"
    DOCUMENT_VIEWED = "document:viewed"
    DOCUMENT_OPENED = "document:opened"
    DOCUMENT_REFUSED = "document:refused"
    PHOTOS_ERASED = "photos:erased"
    SALE_CREATED = "sale:created"
    SALE_CHANGED = "sale:changed"
    SALE_MOVED = "sale:moved"
    SALE_WON = "sale:won"
    SALE_LOST = "sale:lost"
    SALE_PEOPLE_CHANGED = "sale:people_changed"
    SALE_LEFT = "sale:left"
    SALE_DELETED = "sale:deleted"
    SALE_RESTORED = "sale:restored"
    SALE_VIEWED = "sale:viewed"
    SALES_LISTED = "sales:listed"
    PROJECT_CREATED = "project:created"
    PROJECT_CHANGED = "project:changed"
    PROJECT_PEOPLE_CHANGED = "project:people_changed"
    PROJECT_LEFT = "project:left"
    PROJECT_DELETED = "project:deleted"
    PROJECT_RESTORED = "project:restored"
    PROJECT_VIEWED = "project:viewed"
    PROJECTS_LISTED = "projects:listed"
    LIST_CREATED = "list:created"
    LIST_CHANGED = "list:changed"
    LIST_DELETED = "list:deleted"
    LIST_RESTORED = "list:restored"
    LIST_MERGED = "list:merged"
    LIST_PARTED = "list:parted"
    BIN_EMPTIED = "bin:emptied"
    WORDING_WRITTEN = "wording:written"
    STATEMENT_WRITTEN = "statement:written"
    STATEMENT_PUBLISHED = "statement:published"
    ASSESSMENT_WRITTEN = "assessment:written"
    ASSESSMENT_APPROVED = "assessment:approved"
    FIELD_DECIDED = "field:decided"
    MAP_CHANGED = "map:changed"
    MAP_READ_IN = "map:read_in"
    RECORD_CHANGED = "record:changed"
    RECORD_KEPT = "record:kept"
    PURPOSE_SCREENED = "purpose:screened"
    IMPACT_WRITTEN = "impact:written"
    IMPACT_APPROVED = "impact:approved"

    ORGANISATION_CHANGED = "organisation:changed"
    SETTINGS_CHANGED = "settings:changed"
    LAW_ADDED = "law:added"
    LAW_WITHDRAWN = "law:withdrawn"
    CALENDAR_CHANGED = "calendar:changed"
    TEMPLATE_WRITTEN = "template:written"
    TEMPLATE_TRIED = "template:tried"
    MAILS_QUEUED = "mail:queued"
    MAILS_CANCELLED = "mail:cancelled"
    MAIL_SENT_AGAIN = "mail:sent_again"
    MAIL_VIEWED = "mail:viewed"
    USER_CREATED = "user:created"
    USER_CHANGED = "user:changed"
    USER_ROLES_CHANGED = "user:roles_changed"
    USER_DEACTIVATED = "user:deactivated"
    USER_REACTIVATED = "user:reactivated"
    USER_PASSWORD_SET = "user:password_set"  # noqa: S105 - the name of a deed
    USER_PASSWORD_LINK_MADE = "user:password_link_made"  # noqa: S105 - the name of a deed
    USER_PASSWORD_LINK_MAILED = "user:password_link_mailed"  # noqa: S105 - the name of a deed
    FACTOR_ADDED = "factor:added"
    FACTOR_RENAMED = "factor:renamed"
    FACTOR_REMOVED = "factor:removed"
    FACTORS_RESET = "factor:reset"
    RECOVERY_CODES_MADE = "factor:recovery_codes_made"
    FACTOR_FAILED = "factor:failed"
    SESSION_ENDED = "session:ended"
    SESSIONS_ENDED = "session:all_ended"
    IDENTITY_LINKED = "identity:linked"
    INVITATION_REVOKED = "invitation:revoked"
    KEY_TAKEN_OVER = "key:taken_over"
    PASSWORD_ASKED = "password:asked"  # noqa: S105 - the name of a deed
    ROLE_CREATED = "role:created"
    ROLE_CHANGED = "role:changed"
    ROLE_DELETED = "role:deleted"
    ROLE_RESTORED = "role:restored"
    APPROVAL_ASKED = "approval:asked"
    APPROVAL_GIVEN = "approval:given"
    APPROVAL_REFUSED = "approval:refused"
    APPROVAL_TAKEN_BACK = "approval:taken_back"
    FOUR_EYES_ON = "four_eyes:switched_on"
    FOUR_EYES_OFF = "four_eyes:switched_off"
    TEAM_CREATED = "team:created"
    TEAM_CHANGED = "team:changed"
    TEAM_DELETED = "team:deleted"
    TEAM_RESTORED = "team:restored"
    KEY_CREATED = "key:created"
    KEY_REVOKED = "key:revoked"
    POINT_CHANGED = "point:changed"
    POINT_RETIRED = "point:retired"
    POINT_RESTORED = "point:restored"
    FORM_CREATED = "form:created"
    FORM_CHANGED = "form:changed"
    FORM_PUBLISHED = "form:published"
    FORM_RETIRED = "form:retired"
    FORM_RESTORED = "form:restored"
    FORM_DELETED = "form:deleted"
    SUBMISSION_RECEIVED = "submission:received"
    SUBMISSION_CONFIRMED = "submission:confirmed"
    SUBMISSION_ACCEPTED = "submission:accepted"
    SUBMISSION_REFUSED = "submission:refused"
    SUBMISSION_CALLED_SPAM = "submission:called_spam"
    SUBMISSION_OPENED_AGAIN = "submission:opened_again"
    SUBMISSION_VIEWED = "submission:viewed"
    SUBMISSIONS_LISTED = "submissions:listed"
    FILING_ADDRESS_MADE = "filing_address:made"
    FILING_ADDRESS_REVOKED = "filing_address:revoked"
    SETUP_LINK_MADE = "setup:link_made"
    SETUP_COMPLETED = "setup:completed"
    SIGN_IN_SUCCEEDED = "sign_in:succeeded"
    SIGN_IN_FAILED = "sign_in:failed"
    SIGN_IN_CONFIRMED = "sign_in:confirmed"
    SIGNED_OUT = "sign_in:ended"

    GUIDE_ANSWERED = "guide:answered"
    GUIDE_REPORTED = "guide:reported"
    MEASURE_DECIDED = "measure:decided"

    AUDIT_VIEWED = "audit:viewed"
    AUDIT_EXPORTED = "audit:exported"
    ACCESS_EXPORTED = "access:exported"
    NAMING_DECIDED = "naming:decided"
    AUDIT_MONTH_DROPPED = "audit:month_dropped"
    BACKUP_MADE = "backup:made"
    BACKUP_RESTORED = "backup:restored"
    LEDGER_VERIFIED = "ledger:verified"

    @property
    def sentence(self) -> _StrPromise:
        """What was done, in words for a page or a report."""
        return SENTENCES[self]


# What opened personal data without changing it: the access log of Art. 32, told to the person under Art. 15 (REQ-98).
LOOKS = frozenset(
    {
        Deed.PERSON_VIEWED,
        Deed.PEOPLE_SEARCHED,
        Deed.PEOPLE_LISTED,
        Deed.PEOPLE_EXPORTED,
        Deed.IMPORT_EXPORTED,
        Deed.COMPANY_VIEWED,
        Deed.SELECTION_VIEWED,
        Deed.SALE_VIEWED,
        Deed.SALES_LISTED,
        Deed.PROJECT_VIEWED,
        Deed.PROJECTS_LISTED,
        Deed.MAY_ASKED,
        Deed.AUDIT_VIEWED,
        Deed.MAIL_VIEWED,
        Deed.SUBMISSION_VIEWED,
        Deed.SUBMISSIONS_LISTED,
        Deed.EVIDENCE_VIEWED,
        Deed.DOCUMENT_VIEWED,
        Deed.DOCUMENT_OPENED,
    }
)

# What took something out of the system as a file.
EXPORTS = frozenset(deed for deed in Deed if deed.value.endswith(":exported"))

SENTENCES: dict[Deed, _StrPromise] = {
    Deed.PERSON_CREATED: _("Registered a person"),
    Deed.PERSON_CHANGED: _("Changed a person"),
    Deed.PERSON_DELETED: _("Put a person in the recycle bin"),
    Deed.PERSON_RESTORED: _("Restored a person from the recycle bin"),
    Deed.PERSON_ERASED: _("Erased a person"),
    Deed.PERSON_MERGED: _("Merged two people"),
    Deed.PERSON_SPLIT: _("Split two merged people"),
    Deed.PERSON_TOLD_APART: _("Said that two people are not the same"),
    Deed.PERSON_PAIRED_AGAIN: _("Took back that two people are not the same"),
    Deed.PERSON_VIEWED: _("Opened a person card"),
    Deed.PERSON_LINK_MADE: _("Made a personal link"),
    Deed.PERSON_LINK_REVOKED: _("Revoked a personal link"),
    Deed.PEOPLE_SEARCHED: _("Searched for people"),
    Deed.PEOPLE_LISTED: _("Listed people"),
    Deed.PEOPLE_EXPORTED: _("Exported people"),
    Deed.PEOPLE_IMPORTED: _("Imported people"),
    Deed.IMPORT_UNDONE: _("Undid an import"),
    Deed.IMPORT_EXPORTED: _("Took out the rows of an import as a file"),
    Deed.COMPANY_CREATED: _("Registered a company"),
    Deed.COMPANY_CHANGED: _("Changed a company"),
    Deed.COMPANY_DELETED: _("Put a company in the recycle bin"),
    Deed.COMPANY_RESTORED: _("Restored a company from the recycle bin"),
    Deed.COMPANY_MERGED: _("Merged two companies"),
    Deed.COMPANY_SPLIT: _("Split two merged companies"),
    Deed.COMPANY_TOLD_APART: _("Said that two companies are not the same"),
    Deed.COMPANY_PAIRED_AGAIN: _("Took back that two companies are not the same"),
    Deed.COMPANY_VIEWED: _("Opened a company card"),
    Deed.ACTIVITY_PLANNED: _("Planned an activity"),
    Deed.ACTIVITY_LOGGED: _("Wrote down an activity"),
    Deed.ACTIVITY_CHANGED: _("Changed an activity"),
    Deed.ACTIVITY_FINISHED: _("Finished an activity"),
    Deed.ACTIVITY_REOPENED: _("Opened an activity again"),
    Deed.ACTIVITY_CANCELLED: _("Cancelled an activity"),
    Deed.ACTIVITY_DELETED: _("Put an activity in the recycle bin"),
    Deed.ACTIVITY_RESTORED: _("Restored an activity from the recycle bin"),
    Deed.FEED_MADE: _("Made a secret address for a calendar"),
    Deed.FEED_REVOKED: _("Ended the secret address of a calendar"),
    Deed.SELECTION_CREATED: _("Made a selection"),
    Deed.SELECTION_CHANGED: _("Changed a selection"),
    Deed.SELECTION_DELETED: _("Put a selection in the bin"),
    Deed.SELECTION_RESTORED: _("Restored a selection from the bin"),
    Deed.SELECTION_FILLED: _("Added people to a list"),
    Deed.SELECTION_EMPTIED: _("Took people out of a list"),
    Deed.SELECTION_VIEWED: _("Opened a selection"),
    Deed.CONSENT_REQUESTED: _("Asked for consent"),
    Deed.CONSENT_GIVEN: _("Recorded a consent"),
    Deed.CONSENT_REFUSED: _("Recorded a refusal"),
    Deed.CONSENT_WITHDRAWN: _("Withdrew a consent"),
    Deed.CONSENT_OBJECTED: _("Recorded an objection to a purpose"),
    Deed.CONSENT_RECORDED: _("Recorded where a person stands on a purpose"),
    Deed.CONSENT_ENDED: _("Ended a legal basis"),
    Deed.CONSENT_EXPIRED: _("Noted that a consent expired"),
    Deed.CONSENT_INVALIDATED: _("Declared an event not valid"),
    Deed.CONSENT_BASIS_CHANGED: _("Changed the legal basis"),
    Deed.MARKETING_OBJECTED: _("Recorded an objection to all marketing"),
    Deed.OBJECTION_ENDED: _("Ended an objection"),
    Deed.PERSON_RESTRICTED: _("Restricted the use of a person"),
    Deed.RESTRICTION_LIFTED: _("Lifted a restriction"),
    Deed.ADDRESS_SUPPRESSED: _("Suppressed an address"),
    Deed.SUPPRESSION_LIFTED: _("Lifted a suppression"),
    Deed.PERSON_INFORMED: _("Informed a person"),
    Deed.EVIDENCE_KEPT: _("Kept a file as evidence"),
    Deed.EVIDENCE_VIEWED: _("Opened a file of evidence"),
    Deed.MAY_ASKED: _("Asked who may receive"),
    Deed.DOCUMENT_ADDED: _("Added a document"),
    Deed.DOCUMENT_CHANGED: _("Changed what is said of a document"),
    Deed.DOCUMENT_VERSION_ADDED: _("Added a version of a document"),
    Deed.DOCUMENT_DELETED: _("Put a document in the recycle bin"),
    Deed.DOCUMENT_RESTORED: _("Restored a document from the recycle bin"),
    Deed.DOCUMENT_ERASED: _("Erased a document"),
    Deed.DOCUMENT_VIEWED: _("Opened the page of a document"),
    Deed.DOCUMENT_OPENED: _("Took out a document"),
    Deed.DOCUMENT_REFUSED: _("A file was refused by the virus scan"),
    Deed.PHOTOS_ERASED: _("Erased all photos of people"),
    Deed.SALE_CREATED: _("Registered a sale"),
    Deed.SALE_CHANGED: _("Changed a sale"),
    Deed.SALE_MOVED: _("Moved a sale to another stage"),
    Deed.SALE_WON: _("Won a sale"),
    Deed.SALE_LOST: _("Lost a sale"),
    Deed.SALE_PEOPLE_CHANGED: _("Changed who is part of a sale"),
    Deed.SALE_LEFT: _("Took somebody out of a sale"),
    Deed.SALE_DELETED: _("Put a sale in the recycle bin"),
    Deed.SALE_RESTORED: _("Restored a sale from the recycle bin"),
    Deed.SALE_VIEWED: _("Opened the card of a sale"),
    Deed.SALES_LISTED: _("Listed sales"),
    Deed.PROJECT_CREATED: _("Registered a project"),
    Deed.PROJECT_CHANGED: _("Changed a project"),
    Deed.PROJECT_PEOPLE_CHANGED: _("Changed who is part of a project"),
    Deed.PROJECT_LEFT: _("Took somebody out of a project"),
    Deed.PROJECT_DELETED: _("Put a project in the recycle bin"),
    Deed.PROJECT_RESTORED: _("Restored a project from the recycle bin"),
    Deed.PROJECT_VIEWED: _("Opened the card of a project"),
    Deed.PROJECTS_LISTED: _("Listed projects"),
    Deed.LIST_CREATED: _("Added an item to a list"),
    Deed.LIST_CHANGED: _("Changed an item of a list"),
    Deed.LIST_DELETED: _("Removed an item from a list"),
    Deed.LIST_RESTORED: _("Restored an item of a list"),
    Deed.LIST_MERGED: _("Made two values of a list one"),
    Deed.LIST_PARTED: _("Took back that two values of a list are one"),
    Deed.BIN_EMPTIED: _("Emptied the recycle bin of what nothing refers to"),
    Deed.WORDING_WRITTEN: _("Wrote a version of a consent wording"),
    Deed.STATEMENT_WRITTEN: _("Wrote on the privacy statement"),
    Deed.STATEMENT_PUBLISHED: _("Published a version of the privacy statement"),
    Deed.ASSESSMENT_WRITTEN: _("Wrote an assessment"),
    Deed.ASSESSMENT_APPROVED: _("Approved an assessment"),
    Deed.FIELD_DECIDED: _("Decided what a field is for"),
    Deed.MAP_CHANGED: _("Changed the data map"),
    Deed.MAP_READ_IN: _("Read a workbook into the data map"),
    Deed.RECORD_CHANGED: _("Changed what the record of processing says"),
    Deed.RECORD_KEPT: _("Kept a copy of the record of processing"),
    Deed.PURPOSE_SCREENED: _("Screened a purpose for its consequences"),
    Deed.IMPACT_WRITTEN: _("Wrote an assessment of the consequences"),
    Deed.IMPACT_APPROVED: _("Approved an assessment of the consequences"),
    Deed.ORGANISATION_CHANGED: _("Changed the organisation’s profile"),
    Deed.SETTINGS_CHANGED: _("Changed settings"),
    Deed.LAW_ADDED: _("Added what the law says"),
    Deed.LAW_WITHDRAWN: _("Took back what the law was to say"),
    Deed.CALENDAR_CHANGED: _("Changed the company’s own days off"),
    Deed.TEMPLATE_WRITTEN: _("Wrote a version of a mail template"),
    Deed.TEMPLATE_TRIED: _("Had a mail template sent to oneself"),
    Deed.MAILS_QUEUED: _("Queued mails"),
    Deed.MAILS_CANCELLED: _("Cancelled mails that waited"),
    Deed.MAIL_SENT_AGAIN: _("Had a mail sent again"),
    Deed.MAIL_VIEWED: _("Opened a mail"),
    Deed.USER_CREATED: _("Added a user"),
    Deed.USER_CHANGED: _("Changed a user"),
    Deed.USER_ROLES_CHANGED: _("Changed the roles of a user"),
    Deed.USER_DEACTIVATED: _("Deactivated a user"),
    Deed.USER_REACTIVATED: _("Reactivated a user"),
    Deed.USER_PASSWORD_SET: _("Set a password"),
    Deed.USER_PASSWORD_LINK_MADE: _("Made a link for setting a password"),
    Deed.USER_PASSWORD_LINK_MAILED: _("Had a link for setting a password mailed"),
    Deed.FACTOR_ADDED: _("Added a second factor"),
    Deed.FACTOR_RENAMED: _("Renamed a second factor"),
    Deed.FACTOR_REMOVED: _("Removed a second factor"),
    Deed.FACTORS_RESET: _("Removed every second factor of a user"),
    Deed.RECOVERY_CODES_MADE: _("Made recovery codes"),
    Deed.FACTOR_FAILED: _("Gave a wrong second factor"),
    Deed.SESSION_ENDED: _("Ended a session"),
    Deed.SESSIONS_ENDED: _("Ended sessions of a user"),
    Deed.IDENTITY_LINKED: _("Linked a user to single sign-on"),
    Deed.INVITATION_REVOKED: _("Revoked an invitation"),
    Deed.KEY_TAKEN_OVER: _("Took over an API key"),
    Deed.PASSWORD_ASKED: _("Asked for a new password"),
    Deed.ROLE_CREATED: _("Made a role"),
    Deed.ROLE_CHANGED: _("Changed a role"),
    Deed.ROLE_DELETED: _("Put a role in the bin"),
    Deed.ROLE_RESTORED: _("Restored a role from the bin"),
    Deed.APPROVAL_ASKED: _("Asked a second person to approve"),
    Deed.APPROVAL_GIVEN: _("Approved as the second person"),
    Deed.APPROVAL_REFUSED: _("Refused as the second person"),
    Deed.APPROVAL_TAKEN_BACK: _("Took back what waited for a second person"),
    Deed.FOUR_EYES_ON: _("Switched four eyes on"),
    Deed.FOUR_EYES_OFF: _("Switched four eyes off"),
    Deed.TEAM_CREATED: _("Made a team"),
    Deed.TEAM_CHANGED: _("Changed a team"),
    Deed.TEAM_DELETED: _("Put a team in the bin"),
    Deed.TEAM_RESTORED: _("Restored a team from the bin"),
    Deed.KEY_CREATED: _("Created an API key"),
    Deed.KEY_REVOKED: _("Revoked an API key"),
    Deed.POINT_CHANGED: _("Changed what a collection point is for"),
    Deed.POINT_RETIRED: _("Retired a collection point"),
    Deed.POINT_RESTORED: _("Took a collection point into use again"),
    Deed.FORM_CREATED: _("Made a web form"),
    Deed.FORM_CHANGED: _("Changed a web form"),
    Deed.FORM_PUBLISHED: _("Published a version of a web form"),
    Deed.FORM_RETIRED: _("Retired a web form"),
    Deed.FORM_RESTORED: _("Took a web form into use again"),
    Deed.FORM_DELETED: _("Moved a web form to the bin"),
    Deed.SUBMISSION_RECEIVED: _("Received a submission"),
    Deed.SUBMISSION_CONFIRMED: _("Confirmed a submission"),
    Deed.SUBMISSION_ACCEPTED: _("Accepted a submission"),
    Deed.SUBMISSION_REFUSED: _("Refused a submission"),
    Deed.SUBMISSION_CALLED_SPAM: _("Said that a submission is spam"),
    Deed.SUBMISSION_OPENED_AGAIN: _("Took back what was decided of a submission"),
    Deed.SUBMISSION_VIEWED: _("Opened a submission"),
    Deed.SUBMISSIONS_LISTED: _("Listed submissions"),
    Deed.FILING_ADDRESS_MADE: _("Made an address for filing mail"),
    Deed.FILING_ADDRESS_REVOKED: _("Ended an address for filing mail"),
    Deed.SETUP_LINK_MADE: _("Made a set-up address"),
    Deed.SETUP_COMPLETED: _("Set up the first administrator"),
    Deed.SIGN_IN_SUCCEEDED: _("Signed in"),
    Deed.SIGN_IN_FAILED: _("Tried to sign in"),
    Deed.SIGN_IN_CONFIRMED: _("Confirmed who they are"),
    Deed.SIGNED_OUT: _("Signed out"),
    Deed.GUIDE_ANSWERED: _("Answered a point of the set-up guide"),
    Deed.GUIDE_REPORTED: _("Printed the report of the set-up guide"),
    Deed.MEASURE_DECIDED: _("Decided on a security measure"),
    Deed.AUDIT_VIEWED: _("Opened the audit trail"),
    Deed.AUDIT_EXPORTED: _("Exported the audit trail"),
    Deed.ACCESS_EXPORTED: _("Exported who reaches personal data"),
    Deed.NAMING_DECIDED: _("Decided whether people are told who of the staff looked"),
    Deed.AUDIT_MONTH_DROPPED: _("Dropped an expired month of the audit trail"),
    Deed.BACKUP_MADE: _("Made a backup"),
    Deed.BACKUP_RESTORED: _("Restored a backup"),
    Deed.LEDGER_VERIFIED: _("Verified the ledger"),
}
