"""The guided set-up: prepare, configure, give access (M7)."""
