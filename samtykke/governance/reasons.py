"""The gate's reasons in words, and why somebody has not been told yet that we hold them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from samtykke.consents.queries.duty import Why
from samtykke.consents.reasons import REASON_WORDS, ReasonWords, words, words_for

__all__ = ["DUTY_WORDS", "REASON_WORDS", "ReasonWords", "words_for"]

# Why somebody has not been told yet that we hold them (Art. 14): of one person, and of many.
DUTY_WORDS: dict[Why, ReasonWords] = {
    Why.READY: words(_("A mail can tell them"), _("nothing stands against it"), "todo", "off"),
    Why.ON_ITS_WAY: words(_("A mail is on its way"), _("a mail is on its way"), "now", "wait"),
    Why.FAILED: words(_("A mail did not arrive"), _("a mail did not arrive"), "missing", "no"),
    Why.NO_ADDRESS: words(_("No e-mail address"), _("without an e-mail address"), "unknown", "off"),
    Why.RESTRICTED: words(_("The use is restricted"), _("their use is restricted"), "objected", "no"),
    Why.SUPPRESSED: words(_("The address must not be used"), _("the address must not be used"), "objected", "no"),
}
