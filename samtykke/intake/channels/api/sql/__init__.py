"""SQL that is written out."""
