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
