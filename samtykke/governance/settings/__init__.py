"""Settings › Privacy: one place that leads to everything a company decides about privacy. M6, M21."""
