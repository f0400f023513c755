"""The way in by file: CSV and XLSX, streamed, staged and imported as a set."""
