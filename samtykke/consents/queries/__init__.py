"""What the consent log says: the fold, the gate, the history, and the statements that write to it."""
