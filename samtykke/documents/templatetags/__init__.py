"""Words of documents in templates."""
