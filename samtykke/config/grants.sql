-- What each of the two roles may do. Run by the owner after every migration and after a test database was set up;
-- running it again changes nothing. :app is replaced by the name of the application's role. (GDPR Art. 5(2), 32)
GRANT USAGE ON SCHEMA public TO :app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :app;

-- Facts are added and read, never changed or removed: events, objections, restrictions, suppressions, the audit trail, published statements.
DO $$
DECLARE
    fact regclass;
BEGIN
    FOR fact IN
        SELECT relid FROM unnest(ARRAY[
            'consents_consentevent', 'consents_objection', 'consents_restriction', 'consents_suppression', 'audit_entry',
            'purposes_statementversion', 'webforms_formversion',
            'governance_answerchange', 'governance_reportcopy'
        ]) AS name, LATERAL (
            SELECT to_regclass('public.' || name) AS relid
            UNION SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = to_regclass('public.' || name)
        ) AS tables
        WHERE relid IS NOT NULL
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', fact, ':app');
    END LOOP;
    IF to_regclass('public.django_migrations') IS NOT NULL THEN
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM %s', ':app');
    END IF;
END
$$;

-- Import stages are made, analysed and dropped here, by the application itself; nowhere else may it create anything.
-- Where the owner may act for the application's role, the schema belongs to that role.
DO $$
BEGIN
    IF to_regnamespace('staging') IS NULL THEN
        IF pg_has_role(current_user, trim('"' FROM ':app'), 'MEMBER') THEN
            CREATE SCHEMA staging AUTHORIZATION :app;
        ELSE
            CREATE SCHEMA staging;
        END IF;
    END IF;
END
$$;
