"""Pages of the data map."""
