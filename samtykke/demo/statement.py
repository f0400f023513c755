"""Fjordlys' privacy statement: written from the set-up, what the system cannot know filled in, published twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samtykke.core.actors import Via
from samtykke.purposes import actions as purposes
from samtykke.purposes import statement_gaps, statements

if TYPE_CHECKING:
    from samtykke.core.actors import Actor

# Written where the set-up has nothing to say.
RECIPIENTS = {
    "nb": "Vi selger ikke opplysninger om deg. De som drifter systemene våre, får opplysninger for å gjøre den jobben, og "
    "bare til det.",
    "en": "We do not sell data about you. Those who run our systems receive data to do that work, and for nothing else.",
}
KINDS = {
    "nb": "Vi har navn, e-postadresse, telefonnummer, hvor du jobber og det vi har avtalt med deg.",
    "en": "We have your name, e-mail address, phone number, where you work and what we have agreed with you.",
}
# What the first version said, before it was made plainer.
FIRST_RIGHTS = {
    "nb": "Du har rett til innsyn, retting, sletting, begrensning og dataportabilitet. Skriv til oss.",
    "en": "You have the right of access, rectification, erasure, restriction and data portability. Write to us.",
}


def publish_statements(*, by: Actor) -> None:
    """Publishes the statement in each language, and once more in plainer words."""
    for language in statements.company_languages():
        sections = purposes.draft_statement(language, by=by, via=Via.STAFF).sections
        for name, words in (("recipients", RECIPIENTS), ("kinds", KINDS)):
            if statement_gaps.PLACE.search(sections[name]):
                sections = {**sections, name: words.get(language, words["en"])}
        first = {**sections, "rights": FIRST_RIGHTS.get(language, FIRST_RIGHTS["en"])}
        for texts in (first, sections):
            draft = purposes.write_statement(language, texts, by=by, via=Via.STAFF)
            purposes.publish_statement(language, edition=draft.edition, by=by, via=Via.STAFF)
