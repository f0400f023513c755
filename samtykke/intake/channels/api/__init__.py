"""By API: other systems write and ask with a key (product part 4)."""
