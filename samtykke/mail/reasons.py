"""Where a mail stands and why, in shapes and sentences for people. Higher apps add the codes of their judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtykke.mail import registry
from samtykke.mail.models import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from samtykke.mail.models import Delivery

# State → tone and shape. Settled is filled, waiting is half, what nobody knows is dashed.
SHAPES: Final[dict[str, tuple[str, str]]] = {
    State.QUEUED: ("wait", "todo"),
    State.SENDING: ("wait", "now"),
    State.SENT: ("yes", "done"),
    State.REFUSED: ("off", "ended"),
    State.UNCERTAIN: ("wait", "unknown"),
    State.FAILED: ("no", "missing"),
    State.CANCELLED: ("off", "invalidated"),
}

SENTENCES: Final[dict[str, _StrPromise]] = {
    "no_address": gettext_lazy("There is no e-mail address to write to."),
    "bad_address": gettext_lazy("The address cannot be written to: it is not whole."),
    "address_not_supported": gettext_lazy("The mail server cannot write to an address with such letters."),
    "template_gone": gettext_lazy("The template has no words, or lies in the bin."),
    "not_written": gettext_lazy("The mail could not be written. It is tried again; the log names the fault."),
    "not_noted": gettext_lazy("The server took the mail, but what follows from it could not be noted."),
    "sender": gettext_lazy("The mail server does not let us write with our sender address."),
    "recipient": gettext_lazy("The mail server does not take mail to this address."),
    "data": gettext_lazy("The mail server did not want to hear the message."),
    "message": gettext_lazy("The mail server read the message and did not take it."),
    "leaving": gettext_lazy("The mail server broke off."),
    "greeting": gettext_lazy("The mail server does not greet as a mail server does."),
    "sign_in": gettext_lazy("The mail server does not take our user name and password."),
    "tls": gettext_lazy("No safe connection to the mail server: its certificate does not hold."),
    "no_tls": gettext_lazy("The mail server offers no encryption, and a password does not go over an open line."),
    "timed_out": gettext_lazy("The mail server does not answer in time."),
    "unknown_host": gettext_lazy("The name of the mail server is not known."),
    "refused_connection": gettext_lazy("Nothing answers at the address of the mail server."),
    "closed": gettext_lazy("The mail server closed the connection."),
    "folder": gettext_lazy("The folder for mails cannot be written to."),
    "closed_after_data": gettext_lazy("The mail server had the whole mail and closed before it answered."),
    "timed_out_after_data": gettext_lazy("The mail server had the whole mail and did not answer in time."),
    "unclear_answer": gettext_lazy("The mail server had the whole mail and answered something nobody understands."),
    "interrupted": gettext_lazy("We were interrupted during the hand-over. It may have gone out, or not."),
    "cancelled": gettext_lazy("Somebody cancelled it before it went out."),
    "gave_up": gettext_lazy("The mail server did not take it for three days. It is not tried again."),
}

WAITING: Final[dict[str, _StrPromise]] = {
    "quarantine": gettext_lazy("This is a restored copy in quarantine. Nothing goes out until it is released."),
    "no_transport": gettext_lazy("No mail server is set, so mails wait here. SAMTYKKE_EMAIL_URL names one."),
    "no_sender": gettext_lazy("The organisation’s profile has no sender address, so mails wait here."),
}


def sentence(code: str) -> str:
    """The sentence of a code; a code nobody explained is shown as it is."""
    if not code:
        return ""
    if code in registry.sentences:
        return registry.sentences[code]()
    return str(SENTENCES.get(code) or WAITING.get(code) or code)


def why(delivery: Delivery) -> str:
    """Why the delivery stands where it stands, with what the server said."""
    told = sentence(delivery.reason)
    if told and delivery.code:
        told = _("%(sentence)s It answered %(code)d.") % {"sentence": told, "code": delivery.code}
    return told


def note(delivery: Delivery) -> str:
    """That a mail was handed over more than once, and by whose decision."""
    notes = {
        "repeated": _("It was uncertain and went out once more by itself, with the same Message-ID."),
        "again": _("It was uncertain and somebody had it sent once more, with the same Message-ID."),
    }
    return notes.get(delivery.note, "")
