#!/bin/sh
# Run once by the PostgreSQL image, when its data folder is new: the owner, who migrates, and the ordinary role that serves.
set -eu
psql --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
  --set=owner="$TAMAR_OWNER_PASSWORD" --set=app="$TAMAR_APP_PASSWORD" <<'SQL'
create role tamar_owner login password :'owner';
create role tamar_app login password :'app';
create database tamar owner tamar_owner;
SQL
