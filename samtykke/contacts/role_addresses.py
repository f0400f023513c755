"""Local parts of addresses behind which no particular person stands (REQ-60). Lower case; add what your trade uses.

A list, not a rule: `ola.nordmann@` is personal, `post@` is not, and what is not listed counts as personal.
"""

from __future__ import annotations

ROLE_LOCAL_PARTS: frozenset[str] = frozenset(
    """
    abonnement abuse accounting accounts admin administrasjon administration administrator billing booking bookings
    butikk careers compliance contact customer customercare customerservice customer-service dagligleder datenschutz
    dev doenotreply donotreply do-not-reply drift dpo economy e-post epost faktura fakturaer firma firmapost firmapost1
    forbrukerservice hei hello help helpdesk hilfe hjelp hostmaster hr hovedkontor ikkesvar info info1 information
    informasjon inkasso innkjop innkjøp invoice invoices it jobb jobs jobb kantine kasse kontakt kontor kunde kunder
    kundesenter kundeservice kundestotte kundestøtte lager legal leverandor leverandør logistikk lonn lønn mail mailbox
    marked marketing markedsforing markedsføring marked-og-salg media medlem medlemsservice no-reply noreply office
    okonomi økonomi order ordre orders orden payroll personal personvern personvernombud post post1 postkasse
    postmaster postmottak postmottaket presse press privacy purchase purchasing reception recruitment regnskap reklamasjon
    rekruttering resepsjon resepsjonen returns root safety salg sales sales1 security sekretariat sentralbord
    sentralbordet service servicedesk shop skole stilling stotte støtte styret support svarikke team teknisk vaktmester
    vertrieb web webmaster webshop
    """.split()  # noqa: SIM905 - a word list is read and added to more easily as words
)
