-- What the finished administration needs.

-- ── Speed ───────────────────────────────────────────────────────────────────────────────────────────────

-- A write is marked as sent soon after it is planned: where its page has room for that, no index is touched.
alter table erp_write set (fillfactor = 45);
-- Whoever plans a write holds its link: a foreign key only looked up each link once more. A write goes with its link.
alter table erp_write drop constraint erp_write_link_id_fkey;
create function link_deleted() returns trigger language plpgsql as $$
begin
  delete from erp_write where link_id in (select id from gone);
  return null;
end $$;
create trigger link_deleted after delete on link referencing old table as gone
  for each statement execute function link_deleted();

-- ── Toewijzingen and Lijsttoewijzing ────────────────────────────────────────────────────────────────────

-- Who saved the mapping of an actor type last.
alter table actor_type add column changed_at timestamptz, add column changed_by text;
-- The ERP offers it since the mapping was last saved.
alter table erp_field add column is_new boolean not null default false;
alter table erp_list_item add column is_new boolean not null default false;

-- Two administrators at one list: the second is told.
create table list_mapping (
  connection_id bigint not null references connection on delete cascade,
  erp_list      text not null,
  crm_list      text not null references crm_list,
  version       integer not null,
  changed_at    timestamptz,
  changed_by    text,
  primary key (connection_id, erp_list, crm_list)
);

-- ── Access: people, links, two steps, keys ──────────────────────────────────────────────────────────────

alter table app_user add column last_seen_at timestamptz;

-- One-time links with which somebody chooses a password. Only a hash is kept; a new one replaces those before it.
create table access_link (
  id         bigint generated always as identity primary key,
  user_id    text not null references app_user on delete cascade,
  kind       text not null check (kind in ('invitation', 'reset')),
  token_hash text not null unique,
  created_by text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on access_link (user_id);

-- Signing in with a code as well. The secret is sealed; it counts once a code has confirmed it. A code counts once:
-- `last_step` is the time step of the last one.
create table user_totp (
  user_id      text primary key references app_user on delete cascade,
  secret       text not null,
  confirmed_at timestamptz,
  last_step    bigint not null default 0,
  created_at   timestamptz not null default now()
);

-- For whoever has lost the telephone; each works once.
create table user_recovery_code (
  user_id   text not null references app_user on delete cascade,
  code_hash text not null,
  primary key (user_id, code_hash)
);

-- What an integration signs in with: acts as `user_id`, with no more rights than `role`. Only a hash is kept.
create table api_key (
  id           bigint generated always as identity primary key,
  name         text not null check (name <> ''),
  user_id      text not null references app_user on delete cascade,
  role         text not null check (role in ('administrator', 'user', 'readOnly')),
  key_hash     text not null unique,
  -- The last characters, to tell keys apart.
  hint         text not null,
  created_by   text,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);

create unique index user_group_name on user_group (lower(name));

-- ── Audit: searched by person, kind, subject and time, newest first ─────────────────────────────────────

create index audit_subject on audit (subject, id desc);
create index audit_user on audit (user_id, id desc);
create index audit_action on audit (action, id desc);
create index audit_at on audit (at);

-- ── Sync Connectors ─────────────────────────────────────────────────────────────────────────────────────

-- `about` is what a remote connector said of itself when it was last asked, `problem` why it last did not answer.
-- `secret` is known to both sides and sealed by the server.
alter table connector
  add column guid       uuid not null default gen_random_uuid() unique,
  add column about      jsonb,
  add column secret     text,
  add column problem    jsonb,
  add column asked_at   timestamptz,
  add column version    integer not null default 1,
  add column updated_at timestamptz not null default now(),
  add column updated_by text;
create unique index connector_name on connector (lower(name)) where deleted_at is null;

-- ── Lijsten en Velden ───────────────────────────────────────────────────────────────────────────────────

alter table custom_field
  add column help jsonb,
  add column decimals integer check (decimals between 0 and 15),
  add column version integer not null default 1;

-- The texts among the user-defined values, to be searched beside `search`; kept by a trigger, because which of them
-- are texts stands in custom_field. Constant where a record has none.
alter table company add column custom_search text not null default '';
alter table person add column custom_search text not null default '';
alter table project add column custom_search text not null default '';
create index company_custom_search on company using gin (custom_search gin_trgm_ops) where custom_search <> '';
create index person_custom_search on person using gin (custom_search gin_trgm_ops) where custom_search <> '';
create index project_custom_search on project using gin (custom_search gin_trgm_ops) where custom_search <> '';

create function custom_search_text(of_type text, custom jsonb) returns text language sql stable as $$
  select coalesce(search_text(string_agg(custom ->> f.key, ' ' order by f.rank, f.id)), '')
  from custom_field f where f.record_type = of_type and f.type = 'text' and f.deleted_at is null
$$;

create function custom_searchable() returns trigger language plpgsql as $$
begin
  new.custom_search := custom_search_text(tg_argv[0], new.custom);
  return new;
end $$;

create trigger company_custom_inserted before insert on company for each row
  when (new.custom <> '{}') execute function custom_searchable('company');
create trigger person_custom_inserted before insert on person for each row
  when (new.custom <> '{}') execute function custom_searchable('person');
create trigger project_custom_inserted before insert on project for each row
  when (new.custom <> '{}') execute function custom_searchable('project');
create trigger company_custom_changed before update of custom on company for each row
  when (new.custom is distinct from old.custom) execute function custom_searchable('company');
create trigger person_custom_changed before update of custom on person for each row
  when (new.custom is distinct from old.custom) execute function custom_searchable('person');
create trigger project_custom_changed before update of custom on project for each row
  when (new.custom is distinct from old.custom) execute function custom_searchable('project');

-- What is only kept for searching is no edit of the record: `koppel.quiet` says so, and nobody is told.
create or replace function crm_record_versioned() returns trigger language plpgsql as $$
begin
  if coalesce(current_setting('koppel.quiet', true), '') <> '' then return new; end if;
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  return new;
end $$;

create or replace function crm_records_changed() returns trigger language plpgsql as $$
declare
  origin bigint := nullif(current_setting('koppel.origin', true), '')::bigint;
  ids bigint[];
  waiting bigint[];
begin
  if coalesce(current_setting('koppel.quiet', true), '') <> '' then return null; end if;
  if tg_op = 'INSERT' then
    select array_agg(id) into ids from after_rows;
  else
    select array_agg(id) into ids from after_rows;
    with marked as (
      insert into crm_change as c (link_id, connection_id)
      select l.id, l.connection_id
      from after_rows a
      join link l on l.record_type = tg_argv[0] and l.record_id = a.id and l.ended_at is null
      where l.connection_id is distinct from origin
      order by l.id
      on conflict (link_id) do update set seq = default, changed_at = excluded.changed_at
      returning connection_id
    )
    select array_agg(distinct connection_id) into waiting from marked;
  end if;
  if ids is not null then
    perform pg_notify('koppel_live', json_build_object('kind', 'records', 'recordType', tg_argv[0],
      'ids', case when cardinality(ids) <= 100 then ids end)::text);
  end if;
  if waiting is not null then
    perform pg_notify('koppel_crm_change', array_to_string(waiting, ','));
  end if;
  return null;
end $$;

create or replace function crm_record_edited() returns trigger language plpgsql as $$
declare
  before jsonb := to_jsonb(old) - 'custom' || old.custom;
  after jsonb := to_jsonb(new) - 'custom' || new.custom;
  changes jsonb;
begin
  select jsonb_object_agg(key, jsonb_build_array(before -> key, after -> key)) into changes
  from (select jsonb_object_keys(before) as key union select jsonb_object_keys(after)) keys
  where before -> key is distinct from after -> key
    and key not in ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'search', 'custom_search');
  if changes is not null then
    insert into crm_edit (record_type, record_id, edited_by, changes)
    values (tg_argv[0], new.id, new.updated_by, changes);
  end if;
  return null;
end $$;

-- ── Reikwijdte ──────────────────────────────────────────────────────────────────────────────────────────

-- Somebody in the scope of a connection sees what it synchronises; linking and creating are rights of their own.
alter table connection_access add column can_connect boolean not null default true;
