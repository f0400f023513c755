"""What `make mutate` takes away: each rule of the heart, the gate and access, as one small change of text.

`old` stands exactly once in `file`; `tests` are the ones that ought to notice. When a rule moves, the change moves with it:
a text that is no longer there is an error, so this list cannot go stale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ACTIONS: Final = "samtykke/consents/actions"
QUERIES: Final = "samtykke/consents/queries"
RECORD, JUDGE = f"{ACTIONS}/record.py", f"{ACTIONS}/judge.py"
FOLD, GATE, BULK = f"{QUERIES}/fold.py", f"{QUERIES}/gate.py", f"{QUERIES}/bulk.py"
ANSWERS_TOLD: Final = ("tests/consents/test_record_answer.py",)
STANDING_TOLD: Final = ("tests/consents/test_standing.py",)
AGREED: Final = ("tests/consents/test_gate_agrees.py::test_one_and_all_agree_now_and_then_and_at_any_address",)
KNOWN, MADE = (f"samtykke/intake/channels/file/queries/{name}.py" for name in ("known", "register"))
FILE_TOLD: Final = ("tests/intake/file/test_import_consents.py",)
ASKED: Final = ("tests/consents/test_ask.py",)
INFORMED: Final = ("tests/consents/test_inform.py",)
LOG_TOLD: Final = ("tests/consents/test_log.py",)


@dataclass(frozen=True)
class Mutation:
    """One change that takes a rule away."""

    rule: str
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTATIONS: Final[tuple[Mutation, ...]] = (
    # --- Rule 1: unknown grants nothing -------------------------------------------------------------------------------
    Mutation("rule 1", "an unknown answer permits", "samtykke/consents/models/log.py",
             "PERMITTING = frozenset({Status.GIVEN, Status.IN_FORCE})",
             "PERMITTING = frozenset({Status.GIVEN, Status.IN_FORCE, Status.UNKNOWN})", ANSWERS_TOLD),
    Mutation("rule 1", "no answer at all permits", GATE,
             """("'no_record'", f"(r.who IS NULL AND NOT {role})"),""", "", AGREED),
    Mutation("rule 1", "somebody we do not hold is not told apart", GATE,
             """("'unknown_person'", "p.id IS NULL"),""", "", ("tests/consents/test_rules.py",)),
    Mutation("rule 1", "a no is no reason", GATE,
             """("r.status", f"(r.who IS NOT NULL AND r.status NOT IN {YES} AND NOT {role})"),""", "", AGREED),
    # --- Rule 2: a no is lifted only by the person's own later act ------------------------------------------------------
    Mutation("rule 2", "the company's yes lifts a no in the fold", FOLD, "AND e.act_by = 'person' ", "", AGREED),
    Mutation("rule 2", "an own yes from before the no lifts it", FOLD,
             "(w.own_yes_at IS NULL OR w.own_yes_at <= w.last_no_at)", "w.own_yes_at IS NULL", AGREED),
    Mutation("rule 2", "evidence of any kind shows the act", FOLD, "AND e.evidence_kind IN {OWN_KINDS} ", "", AGREED),
    Mutation("rule 2", "anybody may record an own act", JUDGE, "        if not own_act:\n", "        if False:\n",
             ANSWERS_TOLD),
    Mutation("rule 2", "any key may record an own act", "samtykke/intake/channels/api/consents.py",
             "own_act = key_of(request).has_scope(Scope.CONSENTS_OWN_ACT)", "own_act = True",
             ("tests/intake/api/test_consents.py",)),
    Mutation("rule 2", "the company's yes over a no is accepted", RECORD,
             "if fact.status == Status.GIVEN and fact.act_by == ActBy.PERSON:", "if fact.status == Status.GIVEN:",
             ANSWERS_TOLD),
    Mutation("rule 2", "the person's own no can be voided", RECORD,
             "if event.status in NOES and event.act_by == ActBy.PERSON:", "if False:",
             ("tests/consents/test_record_answer.py", "tests/consents/test_rules.py")),
    # --- Rule 3: files, bulk runs and the company fill a gap or restrict ---------------------------------------------
    Mutation("rule 3", "the company's yes lengthens a yes", RECORD,
             "if fact.act_by == ActBy.CONTROLLER and (longer", "if False and (longer",
             ("tests/consents/test_rules.py",)),
    Mutation("rule 3", "a bulk run changes a no", BULK, "WHEN r.status IN {NO} THEN 'no_stands'",
             "WHEN false THEN 'no_stands'", ("tests/consents/test_rules.py",)),
    Mutation("rule 3", "a bulk run changes somebody restricted", BULK,
             "WHEN x.person_id IS NOT NULL THEN 'restricted'", "WHEN false THEN 'restricted'",
             ("tests/consents/test_rules.py",)),
    Mutation("rule 3", "a bulk run replaces a consent", BULK,
             "WHEN r.status = 'given' AND (r.expires_at IS NULL OR r.expires_at > clock_timestamp())", "WHEN false",
             ("tests/consents/test_rules.py",)),
    Mutation("rule 3", "a file's yes lifts a no", KNOWN,
             "WHEN w.status IN {YES} AND w.no_at IS NOT NULL THEN", "WHEN false THEN", FILE_TOLD),
    Mutation("rule 3", "a file's yes dated after a no is not held for review", KNOWN,
             "CASE WHEN w.occurred_at > w.no_at THEN 'no_stands' ELSE 'append' END", "'append'", FILE_TOLD),
    Mutation("rule 3", "a file's yes over a yes is one more", KNOWN,
             "WHEN w.status IN {YES} AND (w.stands IS NULL OR w.is_gap) THEN 'append'",
             "WHEN w.status IN {YES} THEN 'append'", FILE_TOLD),
    Mutation("rule 3", "a file speaks as the person", MADE, "'controller'::text AS act_by", "'person'::text AS act_by",
             FILE_TOLD),
    # --- Rule 4: order of events --------------------------------------------------------------------------------------
    Mutation("rule 4", "a day's no counts from its start", JUDGE,
             "(min(end_of_day(given, zone), moment) if is_no else start)", "start", ("tests/consents/test_rules.py",)),
    Mutation("rule 4", "a tie goes to the yes", FOLD, "w.own_yes_at <= w.last_no_at", "w.own_yes_at < w.last_no_at",
             (*ANSWERS_TOLD, *AGREED)),
    Mutation("rule 4", "a tie goes to the later number", FOLD,
             "w.occurred_at DESC, w.severity DESC, w.id DESC) AS place", "w.occurred_at DESC, w.id DESC) AS place", AGREED),
    Mutation("rule 4", "the order of arrival decides", FOLD,
             "w.occurred_at DESC, w.severity DESC, w.id DESC) AS place", "w.id DESC) AS place", AGREED),
    Mutation("rule 4", "a day's no in a file counts from its start", MADE,
             "WHEN v.day_end IS NOT NULL AND p.status IN {NO} THEN least(v.day_end,", "WHEN false THEN least(v.day_end,",
             FILE_TOLD),
    # --- Rule 5: after a no, consent becomes nothing else ----------------------------------------------------------------
    Mutation("rule 5", "another basis after a no", RECORD, "    if before.is_no:\n        _check_no",
             "    if before.is_no and fact.status == Status.GIVEN:\n        _check_no", ANSWERS_TOLD),
    Mutation("rule 5", "another basis over a yes without a word", RECORD,
             "if not answer.reason.strip() or not answer.informed:", "if False:", ANSWERS_TOLD),
    # --- Rule 6: each basis needs what it needs -------------------------------------------------------------------------
    Mutation("rule 6", "a yes without evidence is given", JUDGE,
             "if status == Status.GIVEN and not is_shown(answer):", "if False:", ANSWERS_TOLD),
    Mutation("rule 6", "legitimate interest without an assessment", JUDGE,
             "elif not purposes.assessment_holds(purpose, now()):", "elif False:", ("tests/consents/test_rules.py",)),
    Mutation("rule 6", "the gate forgets a lapsed assessment", GATE, "if not on.assessment_holds:", "if False:",
             ("tests/consents/test_rules.py",)),
    Mutation("rule 6", "legal obligation without a citation", JUDGE, "and not allowed.citation:", "and False:",
             ("tests/consents/test_rules.py",)),
    Mutation("rule 6", "marketing on legitimate interest", JUDGE,
             "        if purpose.is_marketing:\n            check_customer(answer)\n        elif",
             "        if purpose.is_marketing:\n            pass\n        elif", ANSWERS_TOLD),
    Mutation("rule 6", "an existing customer without the five facts", JUDGE,
             "missing = [name for name in CUSTOMER_FACTS if not facts.get(name)]", "missing: list[str] = []",
             ("tests/consents/test_rules.py",)),
    Mutation("rule 6", "a role address with a person behind it", GATE,
             "AND p.first_name = '' AND p.last_name = '' ", "", AGREED),
    Mutation("rule 6", "a role address beats a no", GATE,
             "AND (r.who IS NULL OR r.status IN ('{Status.REQUESTED}', '{Status.PENDING_CONFIRMATION}', '{Status.UNKNOWN}')))",
             ")", AGREED),
    Mutation("rule 6", "a file's yes without time or evidence is given", MADE,
             "(NOT p.from_row OR v.at IS NULL OR v.evidence IS NULL) THEN 'unknown'", "false THEN 'unknown'", FILE_TOLD),
    # --- Rule 7: one basis at a time, of those the purpose allows -------------------------------------------------------
    Mutation("rule 7", "a purpose allows every basis", JUDGE, "if allowed is None or not basis.is_active:",
             "if allowed is None:\n        return\n    if not basis.is_active:", ("tests/consents/test_rules.py",)),
    # --- Rule 8: the future is refused; late news keeps its time ------------------------------------------------------
    Mutation("rule 8", "the future is accepted", JUDGE, "if given > moment + CLOCK_SKEW:", "if False:", ANSWERS_TOLD),
    Mutation("rule 8", "we knew what we learnt later", FOLD,
             "AND e.recorded_at <= %(known_at)s::timestamptz AND e.status NOT IN", "AND e.status NOT IN", AGREED),
    Mutation("rule 8", "what was true later was true before", FOLD,
             "WHERE e.occurred_at <= %(as_of)s::timestamptz AND e.recorded_at", "WHERE e.recorded_at", AGREED),
    Mutation("rule 8", "a time of recording can be chosen", "samtykke/consents/queries/append.py",
             "SELECT clock_timestamp() AS recorded_at", "SELECT now() - interval '1 hour' AS recorded_at", LOG_TOLD),
    # --- Rule 9: a GET changes nothing -----------------------------------------------------------------------------------
    Mutation("rule 9", "a reading view may write", "samtykke/core/http.py",
             'cursor.execute("SET TRANSACTION READ ONLY")', "pass",
             ("tests/house/test_looking.py::test_a_view_that_reads_cannot_write",)),
    Mutation("rule 9", "a writing view answers GET", "samtykke/core/http.py", 'if request.method != "POST":\n            return',
             'if False:\n            return', ("tests/house/test_looking.py::test_a_view_that_writes_is_not_opened",)),
    # --- Rule 10: what is kept keeps out --------------------------------------------------------------------------------
    Mutation("rule 10", "a suppressed address is written to", GATE, "WHERE l.kind = 'set' AND {{reach}}",
             "WHERE false AND {{reach}}", AGREED),
    Mutation("rule 10", "a suppressed address is registered again", f"{ACTIONS}/standing.py",
             "if standing.is_suppressed(", "if False and standing.is_suppressed(", STANDING_TOLD),
    Mutation("rule 10", "the person's own double opt-in opens nothing", GATE,
             " AND (r.own_opt_in_at IS NULL OR r.own_opt_in_at <= x_sup.at))", ")", (*STANDING_TOLD, *AGREED)),
    # --- Rule 11: asking is not an answer ---------------------------------------------------------------------------------
    Mutation("rule 11", "a question switches an answer off", FOLD, "ORDER BY w.is_answer DESC,\n", "ORDER BY\n",
             (*ANSWERS_TOLD, *AGREED)),
    # --- Rule 12: a consent covers the address and channels it names --------------------------------------------------
    Mutation("rule 12", "a consent covers every address", GATE, "AND r.article = 'a' AND (r.{covers} IS DISTINCT FROM a.id ",
             "AND r.article = 'a' AND (false ", (*AGREED, *AGREED)),
    Mutation("rule 12", "a consent covers every channel", GATE, 'f"OR position(%(channel)s in r.channels) = 0)) "',
             'f"OR false)) "', ("tests/consents/test_rules.py",)),
    Mutation("rule 12", "the other one at the address said no, and is not asked", GATE,
             """("'shared_address'", "(x_ref.normal IS NOT NULL AND (x_ref.low <> p.id OR x_ref.high <> p.id))"),""", "",
             AGREED),
    # --- The gate's other reasons ---------------------------------------------------------------------------------------
    Mutation("gate", "somebody in the recycle bin is permitted", GATE,
             """("'deleted'", f"(p.deleted_at IS NOT NULL AND p.deleted_at <= {AS_OF})"),""", "", AGREED),
    Mutation("gate", "a restriction stops nothing", GATE,
             """("'restricted'", "x_res.who IS NOT NULL"),""", "", AGREED),
    Mutation("gate", "an objection to all marketing stops nothing", GATE,
             "WHERE o.kind = 'made' AND o.occurred_at", "WHERE false AND o.occurred_at", AGREED),
    Mutation("gate", "a purpose that is not in use permits", GATE, "if not on.is_active:", "if False:",
             ("tests/consents/test_rules.py",)),
    Mutation("gate", "a yes never expires", GATE,
             """("'expired'", f"({holds} AND r.expires_at IS NOT NULL AND r.expires_at <= {AS_OF})"),""", "", AGREED),
    Mutation("gate", "an old wording covers a wider use", GATE,
             """("'wording_does_not_cover'", f"({holds} AND r.article = 'a' AND r.scope < {on.scope})"),""", "",
             ("tests/consents/test_rules.py",)),
    Mutation("gate", "marketing before the person was told", GATE, 'f"(NOT p.from_person AND (p.informed_at',
             'f"(false AND (p.informed_at', (*STANDING_TOLD, *AGREED)),
    Mutation("gate", "a voided event still decides", FOLD, "AND NOT EXISTS (\n      SELECT FROM consents_consentevent v",
             "AND NOT EXISTS (\n      SELECT FROM consents_consentevent v JOIN (SELECT 1 WHERE false) z ON true",
             (*ANSWERS_TOLD, *AGREED)),
    Mutation("gate", "one of two merged people speaks alone", FOLD,
             "SELECT coalesce(m.survivor_id, e.person_id) AS who, e.*", "SELECT e.person_id AS who, e.*",
             (*STANDING_TOLD, *AGREED)),
    # --- Withdrawing ---------------------------------------------------------------------------------------------------
    Mutation("withdraw", "what is no consent can be withdrawn", RECORD,
             "    elif purpose.is_marketing:\n        status = Status.OBJECTED", "    elif True:\n        status = Status.OBJECTED",
             ANSWERS_TOLD),
    Mutation("withdraw", "withdrawing twice leaves two events", RECORD,
             "if before is not None and before.is_no and at is None and stands_as(before, act_by):", "if False:",
             ANSWERS_TOLD),
    Mutation("withdraw", "the person's own no is dropped where the company said one", RECORD,
             "return before.act_by == ActBy.PERSON or act_by != ActBy.PERSON", "return True", ANSWERS_TOLD),
    Mutation("rule 12", "the company's yes reaches further than the person's", RECORD,
             " or _reaches_further(before, fact))", ")", ANSWERS_TOLD),
    # --- The log ----------------------------------------------------------------------------------------------------------
    Mutation("log", "a changed byte is not found", f"{QUERIES}/ledger.py", "e.commitment IS DISTINCT FROM consents_commitment(",
             "NULL::bytea IS DISTINCT FROM NULL AND e.commitment <> consents_commitment(", LOG_TOLD),
    # --- Access -----------------------------------------------------------------------------------------------------------
    Mutation("access", "rights are not asked", "samtykke/accounts/access.py",
             "if not all(may(request, right) for right in rights):", "if False:",
             ("tests/house/test_rights.py::test_without_the_right_every_address_is_closed",)),
    Mutation("access", "one of several rights is enough", "samtykke/accounts/access.py",
             "if not all(may(request, right) for right in rights):", "if rights and not any(may(request, r) for r in rights):",
             ("tests/accounts",)),
    Mutation("access", "addresses are open by default", "samtykke/config/settings.py",
             '    "django.contrib.auth.middleware.LoginRequiredMiddleware",\n', "",
             ("tests/house/test_rights.py::test_nobody_gets_further_than_the_sign_in",)),
    Mutation("access", "somebody deactivated keeps their rights", "samtykke/accounts/models.py",
             "return list(self.roles.all()) if self.is_active else []", "return list(self.roles.all())",
             ("tests/accounts",)),
    Mutation("access", "a key may do everything", "samtykke/intake/channels/api/keys.py",
             "if not key.has_scope(scope):", "if False:",
             ("tests/house/test_rights.py::test_the_api_is_closed_without_the_scope",)),
    Mutation("access", "a revoked key still opens", "samtykke/accounts/models.py", "self.filter(revoked_at=None)", "self.all()",
             ("tests/accounts",)),
    # --- Informing, asking, choosing ----------------------------------------------------------------------------------
    Mutation("rule 9", "a link grants", "samtykke/consents/actions/asking.py",
             "status=Status.PENDING_CONFIRMATION,", "status=Status.GIVEN,", ASKED),
    Mutation("rule 2", "a button from before the no lifts it", "samtykke/consents/actions/asking.py",
             "if asking.said_no_since(who, found.purpose, found.created_at):", "if False:", ASKED),
    Mutation("rule 2", "an objection to all marketing is not seen by the button", f"{QUERIES}/asking.py",
             ") OR (%(marketing)s AND EXISTS (", ") OR (false AND EXISTS (", ASKED),
    Mutation("rule 12", "a retired address confirms", "samtykke/consents/actions/asking.py",
             "    address = living_email(who, found.email_id)\n    if address is None:",
             "    address = PersonEmail.objects.get(id=found.email_id)\n    if False:", ASKED),
    Mutation("asking", "an old button confirms", "samtykke/consents/actions/asking.py",
             "if found.expires_at <= now():", "if False:", ASKED),
    Mutation("asking", "pressed twice is two", "samtykke/consents/actions/asking.py",
             "if found.confirmed_at is not None:", "if False:", ASKED),
    Mutation("asking", "a mailbox can be filled", "samtykke/consents/actions/asking.py",
             "if asking.asked_lately(who, purpose, HOUR) >= MOST_AN_HOUR:", "if False:", ASKED),
    Mutation("asking", "a mail that asks for marketing is none", f"{QUERIES}/asking.py",
             "if decision.allowed or purpose.is_marketing or", "if decision.allowed or", ASKED),
    Mutation("asking", "a no is asked about the next day", f"{QUERIES}/asking.py",
             "if record is not None and record.is_no and record.occurred_at > since:", "if False:", ASKED),
    Mutation("asking", "the same is asked every day", f"{QUERIES}/asking.py",
             "if asked is not None:", "if False:", ASKED),
    Mutation("asking", "who was never told is asked", f"{QUERIES}/asking.py",
             "if Person.objects.filter(pk=who, from_person=False, informed_at__isnull=True).exists():", "if False:", ASKED),
    Mutation("asking", "an objection to all marketing is asked about", f"{QUERIES}/asking.py",
             "if standing_objections(who):", "if False:", ASKED),
    Mutation("hand-over", "the person's row is not held", f"{QUERIES}/inform.py",
             "FOR {strength} OF p", "-- {strength}", ASKED),
    Mutation("hand-over", "a no while the mail waits is not seen", f"{ACTIONS}/hand_over.py",
             "if asking.said_no_since(who, waiting.purpose, waiting.created_at):", "if False:", ASKED),
    Mutation("hand-over", "a question goes out after a no", f"{ACTIONS}/hand_over.py",
             "    if asking.said_no_since(who, purpose, mail.created_at):", "    if False:", ASKED),
    Mutation("hand-over", "a restriction while the mail waits is not seen", f"{ACTIONS}/hand_over.py",
             "if mail.kind not in WISHED and standing.is_restricted:", "if False:", INFORMED),
    Mutation("hand-over", "somebody in the bin is written to", f"{ACTIONS}/hand_over.py",
             "    if is_deleted:", "    if False:", INFORMED),
    Mutation("hand-over", "an address to be left alone is written to", f"{ACTIONS}/hand_over.py",
             "if not own and standing.is_suppressed:", "if False:", INFORMED),
    Mutation("informing", "queued is told", f"{ACTIONS}/hand_over.py",
             "note_notice(mail.once(\"held\", lambda: locked(person)), by=mail.actor, via=Via(mail.via), at=at)", "pass",
             INFORMED),
    Mutation("informing", "the source is not asked", f"{ACTIONS}/inform.py",
             "if not person.origin_source.sends_confirmation or", "if", INFORMED),
    Mutation("informing", "everybody is told twice", f"{QUERIES}/duty.py",
             "IN ('queued', 'sending', 'uncertain') THEN 'on_its_way'", "IN ('x') THEN 'on_its_way'", INFORMED),
    Mutation("informing", "the restricted are told by the run", f"{QUERIES}/duty.py",
             "  WHEN {_RESTRICTED} THEN 'restricted'\n", "", INFORMED),
    Mutation("informing", "an address to be left alone is told by the run", f"{QUERIES}/duty.py",
             "  WHEN {_SUPPRESSED} THEN 'suppressed'\n", "", INFORMED),
    Mutation("informing", "who was told meanwhile is told by the run", f"{QUERIES}/duty.py",
             "WHERE p.id = ANY(%(people)s) AND {_OPEN} AND", "WHERE p.id = ANY(%(people)s) AND", INFORMED),
    Mutation("one-click", "a no from the bin is lost", RECORD,
             "    who = locked(person, in_bin_too=act_by == ActBy.PERSON)", "    who = locked(person)",
             ("tests/preferences/test_one_click.py",)),
    Mutation("own page", "a form from another site is taken", "samtykke/preferences/links.py",
             "        if not is_from_here(request):", "        if False:", ("tests/preferences/test_from_elsewhere.py",)),
    Mutation("own page", "an old link opens the page", "samtykke/preferences/links.py",
             "        if who.is_too_old:", "        if False:",
             ("tests/preferences/test_own_page.py",)),
    Mutation("own page", "the address is shown", "samtykke/preferences/queries.py",
             "}•••@{domain}", "}{local}@{domain}", ("tests/preferences/test_own_page.py",)),
)  # fmt: skip
