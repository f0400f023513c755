"""The mailbox: what staff sent or got elsewhere is filed on the cards of those it was with. SAMTYKKE_INBOX_URL."""
