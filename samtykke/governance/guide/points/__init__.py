"""The questions of the guide, in the order in which a company answers them."""
