"""Beginnings of words of a title and of the name of a file, folded."""

from django.db import migrations

MADE = """
CREATE INDEX documents_document_words ON documents_document
    USING gin (to_tsvector('simple', contacts_fold(translate(title, '._-', '   '))));
CREATE INDEX documents_version_words ON documents_documentversion
    USING gin (to_tsvector('simple', contacts_fold(translate(name, '._-', '   '))));
"""
GONE = "DROP INDEX documents_version_words, documents_document_words;"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("contacts", "0012_finding")]

    operations = [migrations.RunSQL(MADE, GONE)]
