"""Rules about the whole code, as tests. They walk what is there; a new app is under them from its first file."""
