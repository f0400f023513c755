"""A sale is as open, won or lost as its stage: PostgreSQL refuses any other. And beginnings of words of a title, folded."""

from django.db import migrations

MADE = """
ALTER TABLE sales_sale
    ADD CONSTRAINT sales_sale_of_kind FOREIGN KEY (stage_id, kind) REFERENCES sales_stage (id, kind);
CREATE INDEX sales_sale_words ON sales_sale USING gin (to_tsvector('simple', contacts_fold(title)));
CREATE INDEX sales_project_words ON sales_project USING gin (to_tsvector('simple', contacts_fold(title)));
"""
GONE = """
DROP INDEX sales_project_words, sales_sale_words;
ALTER TABLE sales_sale DROP CONSTRAINT sales_sale_of_kind;
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_tables")]

    operations = [migrations.RunSQL(MADE, GONE)]
