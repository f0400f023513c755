"""By hand: the quick form that fills the five facts (M13)."""
