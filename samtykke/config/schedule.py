"""Everything that happens by itself, and when: one readable list. Times are UTC; a sixth field holds seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from procrastinate import App

SCHEDULE: Final[tuple[tuple[str, str], ...]] = (
    # Jobs of a worker that died are taken up again (its heartbeat has stopped for 20 seconds).
    ("* * * * * */10", "samtykke.config.jobs.rescue"),
    # What waits in the outbox is handed over (a mail queued just now wakes the worker itself).
    ("* * * * * */10", "samtykke.mail.jobs.drain"),
    # What came to the filing addresses of staff is written on the cards of those it was with.
    ("* * * * *", "samtykke.intake.jobs.read_inbox"),
    # What the compliance desk shows is counted; no figure is older than five minutes.
    ("*/4 * * * *", "samtykke.governance.jobs.count_figures"),
    # Who asked to be reminded of a meeting or a task is; mails written by hand are brought to where their letters stand.
    ("*/3 * * * *", "samtykke.activities.jobs.remind"),
    # The months of the audit trail to come are made, those past retention are dropped.
    ("17 2 * * *", "samtykke.audit.jobs.tend_months"),
    # A yes whose time is over gets its note in the history.
    ("32 2 * * *", "samtykke.consents.jobs.note_expired"),
    # Whose consent ends soon is asked again, once, where the purpose says so.
    ("22 6 * * *", "samtykke.consents.jobs.ask_before_the_end"),
    # Whose source says “told after some days”, and whose days have gone by, is told.
    ("27 * * * *", "samtykke.consents.jobs.inform_due"),
    # What nobody confirmed within thirty days goes.
    ("37 2 * * *", "samtykke.consents.jobs.forget_unconfirmed"),
    # What came by forms: one reminder, the end of a link, and what nobody confirmed or wanted within thirty days goes.
    ("42 2 * * *", "samtykke.intake.jobs.tend_records"),
    # Every commitment is checked, every record derived anew, every origin looked for; faults are logged.
    ("47 2 * * *", "samtykke.consents.jobs.verify_log"),
    # Files of imports older than thirty days go, and with them what their refused rows said.
    ("12 3 * * *", "samtykke.intake.jobs.tidy_imports"),
    # Messages that the demo's Outbox kept go a month after.
    ("22 3 * * *", "samtykke.mail.jobs.forget_transmitted"),
    # Answers kept for calls of the API that are sent twice go a day after.
    ("42 * * * *", "samtykke.intake.jobs.forget_stored_answers"),
    # After a restore, what changed before it is told again to systems that keep up.
    ("48 * * * *", "samtykke.intake.jobs.note_changes_again"),
    # Who was taken out of a list is forgotten an hour after: until then it can be undone.
    ("44 * * * *", "samtykke.selections.jobs.forget_taken_out"),
    # What is held is counted by use; workbooks nobody approved within a month are forgotten.
    ("27 3 * * *", "samtykke.governance.jobs.count_use"),
    # What has been in the recycle bin long enough, and nothing refers to, goes for good. People stay.
    ("7 3 * * *", "samtykke.governance.jobs.empty_bin"),
    # Who may stand on two cards is looked for.
    ("57 2 * * *", "samtykke.contacts.jobs.find_pairs"),
    # Files of documents that no row names any more go.
    ("2 3 * * *", "samtykke.documents.jobs.sweep"),
    # Notes of attempts at the public doors go a day after.
    ("52 * * * *", "samtykke.accounts.jobs.forget_attempts"),
    # Sessions whose twelve hours are over go.
    ("57 * * * *", "samtykke.accounts.jobs.forget_sessions"),
)


def put_on(app: App) -> None:
    """Hands the list to the worker; a name that no job has stops start-up."""
    for cron, name in SCHEDULE:
        app.periodic(cron=cron)(app.tasks[name])
