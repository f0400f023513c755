#!/bin/sh
# Makes the two roles and the database, once, as PostgreSQL's superuser: the owner migrates, the application works.
set -eu
psql --set=ON_ERROR_STOP=1 --username postgres --dbname postgres \
  --set=owner_password="$OWNER_PASSWORD" --set=app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE samtykke_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE samtykke_app LOGIN PASSWORD :'app_password';
GRANT samtykke_app TO samtykke_owner;
CREATE DATABASE samtykke OWNER samtykke_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT ON DATABASE samtykke FROM PUBLIC;
GRANT CONNECT ON DATABASE samtykke TO samtykke_app;
SQL
