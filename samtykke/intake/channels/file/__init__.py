"""The way in by file: CSV, XLSX and vCard, streamed, staged and imported as a set."""
