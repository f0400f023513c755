"""Every change to the log, as verbs: `consents.withdraw(person, purpose, by=…, via=…)`."""

from samtykke.consents.actions.asking import ask, ask_confirmation, confirm, forget_unconfirmed
from samtykke.consents.actions.bulk import BulkOutcome, change_basis_of, note_expired, preview_basis_of
from samtykke.consents.actions.files import keep_file
from samtykke.consents.actions.inform import (
    AUDIENCE,
    STANDARD,
    inform,
    inform_all,
    inform_by_rule,
    inform_due,
    inform_new_by_rule,
    template_for,
    writable_email,
)
from samtykke.consents.actions.merge import merge, split
from samtykke.consents.actions.record import end, invalidate, record_answer, say_no, withdraw
from samtykke.consents.actions.register import register_person
from samtykke.consents.actions.renewal import ask_again, ask_before_the_end
from samtykke.consents.actions.standing import (
    lift_restriction,
    lift_suppression,
    object_to_marketing,
    record_notice,
    restrict,
    suppress,
    void_objection,
)

__all__ = [
    "AUDIENCE",
    "STANDARD",
    "BulkOutcome",
    "ask",
    "ask_again",
    "ask_before_the_end",
    "ask_confirmation",
    "change_basis_of",
    "confirm",
    "end",
    "forget_unconfirmed",
    "inform",
    "inform_all",
    "inform_by_rule",
    "inform_due",
    "inform_new_by_rule",
    "invalidate",
    "keep_file",
    "lift_restriction",
    "lift_suppression",
    "merge",
    "note_expired",
    "object_to_marketing",
    "preview_basis_of",
    "record_answer",
    "record_notice",
    "register_person",
    "restrict",
    "say_no",
    "split",
    "suppress",
    "template_for",
    "void_objection",
    "withdraw",
    "writable_email",
]
