"""The pages that the guide and the register of measures share: the overview, one question, its evidence."""
