"""The record of processing activities: made from what is live, kept in numbered copies. Art. 30; REQ-51."""
