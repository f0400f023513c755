"""The second belt after the grants: what people saw stays as it was (REQ-14)."""

from __future__ import annotations

from django.db import migrations

GUARD = """
CREATE FUNCTION public.webforms_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'published versions of forms are append-only: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.webforms_formversion
  FOR EACH STATEMENT EXECUTE FUNCTION public.webforms_refuse_change();
"""
GONE = """
DROP TRIGGER append_only ON public.webforms_formversion;
DROP FUNCTION public.webforms_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("webforms", "0001_tables")]

    operations = [migrations.RunSQL(GUARD, GONE)]
