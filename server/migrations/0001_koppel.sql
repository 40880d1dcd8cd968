-- Koppel's tables. Words as in docs/glossary.md; every time is UTC.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- unaccent() is only `stable` because its dictionary could be replaced; ours never is.
create function search_text(text) returns text
  language sql immutable parallel safe strict
  return lower(unaccent('unaccent'::regdictionary, $1));

-- ── People ──────────────────────────────────────────────────────────────────────────────────────────────

-- Columns and the three tables below it as better-auth needs them; role, licences and language are ours.
create table app_user (
  id             text primary key default gen_random_uuid()::text,
  name           text not null,
  email          text not null unique,
  email_verified boolean not null default false,
  image          text,
  role           text not null default 'user' check (role in ('administrator', 'user', 'readOnly')),
  licences       text[] not null default '{erpSync,import,quotes}',
  language       text check (language in ('nl', 'en')),
  disabled_at    timestamptz,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);

create table user_session (
  id         text primary key default gen_random_uuid()::text,
  token      text not null unique,
  user_id    text not null references app_user on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on user_session (user_id);

create table user_account (
  id                       text primary key default gen_random_uuid()::text,
  issuer                   text not null,
  account_id               text not null,
  provider_id              text not null,
  user_id                  text not null references app_user on delete cascade,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  password                 text,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now()
);
create index on user_account (user_id);
create unique index user_account_of_issuer on user_account (issuer, account_id);

create table verification (
  id         text primary key default gen_random_uuid()::text,
  identifier text not null,
  value      text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on verification (identifier);

create table user_group (
  id   bigint generated always as identity primary key,
  name text not null unique
);

create table user_group_member (
  group_id bigint not null references user_group on delete cascade,
  user_id  text not null references app_user on delete cascade,
  primary key (group_id, user_id)
);
create index on user_group_member (user_id);

-- Who changed which setting when. Secrets never stand here.
create table audit (
  id        bigint generated always as identity primary key,
  at        timestamptz not null default clock_timestamp(),
  user_id   text,
  action    text not null,
  subject   text not null,
  old_value jsonb,
  new_value jsonb
);

-- ── CRM ─────────────────────────────────────────────────────────────────────────────────────────────────

create table crm_list (
  key  text primary key,
  name jsonb not null
);

create table crm_list_item (
  id         bigint generated always as identity primary key,
  list       text not null references crm_list,
  name       jsonb not null,
  rank       integer not null default 0,
  deleted_at timestamptz
);
create index on crm_list_item (list, rank);

create table custom_field (
  id          bigint generated always as identity primary key,
  record_type text not null check (record_type in ('company', 'person', 'project')),
  key         text not null check (key ~ '^[a-z][A-Za-z0-9]*$'),
  label       jsonb not null,
  type        text not null check (type in ('text', 'integer', 'decimal', 'checkbox', 'list', 'date')),
  max_length  integer,
  list        text references crm_list,
  rank        integer not null default 0,
  deleted_at  timestamptz,
  unique (record_type, key)
);

create table company (
  id               bigint generated always as identity primary key,
  name             text not null check (name <> ''),
  department       text,
  code             text,
  number           text,
  vat_no           text,
  phone            text,
  fax              text,
  email            text,
  web              text,
  category         bigint references crm_list_item,
  business         bigint references crm_list_item,
  country          bigint references crm_list_item,
  language         bigint references crm_list_item,
  note             text,
  postal_address1  text,
  postal_address2  text,
  postal_address3  text,
  postal_zip       text,
  postal_city      text,
  postal_county    text,
  postal_state     text,
  street_address1  text,
  street_address2  text,
  street_address3  text,
  street_zip       text,
  street_city      text,
  street_county    text,
  street_state     text,
  custom           jsonb not null default '{}',
  version          integer not null default 1,
  created_at       timestamptz not null default now(),
  created_by       text,
  updated_at       timestamptz not null default now(),
  updated_by       text,
  deleted_at       timestamptz,
  search           text generated always as (search_text(
    name || ' ' || coalesce(department, '') || ' ' || coalesce(code, '') || ' ' || coalesce(number, '') || ' ' ||
    coalesce(vat_no, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '') || ' ' ||
    coalesce(postal_city, '') || ' ' || coalesce(street_city, ''))) stored
);
create index company_search on company using gin (search gin_trgm_ops);
create index company_name on company (search_text(name), id) where deleted_at is null;

create table person (
  id              bigint generated always as identity primary key,
  company_id      bigint references company,
  first_name      text,
  middle_name     text,
  last_name       text not null check (last_name <> ''),
  title           text,
  number          text,
  position        bigint references crm_list_item,
  birth_date      date,
  phone_direct    text,
  phone_mobile    text,
  phone_private   text,
  phone_other     text,
  email           text,
  web             text,
  country         bigint references crm_list_item,
  note            text,
  postal_address1 text,
  postal_address2 text,
  postal_address3 text,
  postal_zip      text,
  postal_city     text,
  postal_county   text,
  postal_state    text,
  custom          jsonb not null default '{}',
  version         integer not null default 1,
  created_at      timestamptz not null default now(),
  created_by      text,
  updated_at      timestamptz not null default now(),
  updated_by      text,
  deleted_at      timestamptz,
  search          text generated always as (search_text(
    coalesce(first_name, '') || ' ' || coalesce(middle_name || ' ', '') || last_name || ' ' || coalesce(number, '') || ' ' ||
    coalesce(email, '') || ' ' || coalesce(phone_direct, '') || ' ' || coalesce(phone_mobile, '') || ' ' ||
    coalesce(postal_city, ''))) stored
);
create index person_search on person using gin (search gin_trgm_ops);
create index person_name on person (search_text(last_name), search_text(first_name), id) where deleted_at is null;
create index person_company on person (company_id);

create table project (
  id         bigint generated always as identity primary key,
  company_id bigint references company,
  name       text not null check (name <> ''),
  number     text,
  text       text,
  web        text,
  status     bigint references crm_list_item,
  end_date   date,
  custom     jsonb not null default '{}',
  version    integer not null default 1,
  created_at timestamptz not null default now(),
  created_by text,
  updated_at timestamptz not null default now(),
  updated_by text,
  deleted_at timestamptz,
  search     text generated always as (search_text(
    name || ' ' || coalesce(number, '') || ' ' || coalesce(web, ''))) stored
);
create index project_search on project using gin (search gin_trgm_ops);
create index project_name on project (search_text(name), id) where deleted_at is null;
create index project_company on project (company_id);

-- ── ERP connections ─────────────────────────────────────────────────────────────────────────────────────

create table connector (
  id         bigint generated always as identity primary key,
  name       text not null,
  url        text not null,
  deleted_at timestamptz
);
create unique index connector_url on connector (url) where deleted_at is null;

-- One configured ERP client. `settings` holds what may be shown; `secrets` each secret, sealed by the server.
create table connection (
  id               bigint generated always as identity primary key,
  guid             uuid not null default gen_random_uuid() unique,
  connector_id     bigint not null references connector,
  name             text not null check (name <> ''),
  description      text not null default '',
  settings         jsonb not null default '{}',
  secrets          jsonb not null default '{}',
  scope            text not null default 'everyone' check (scope in ('everyone', 'selected')),
  priority         integer not null default 0,
  active           boolean not null default false,
  -- Counts every change to mapping, list mapping and direction, so that a plan made on an older one is not carried out.
  mapping_version  integer not null default 1,
  -- How its passes fare: ok; retrying (unreachable, tried again by itself); stopped (an administrator must act).
  state            text not null default 'ok' check (state in ('ok', 'retrying', 'stopped')),
  state_reason     jsonb,
  state_since      timestamptz not null default now(),
  attempts         integer not null default 0,
  next_try_at      timestamptz,
  last_synced_at   timestamptz,
  -- The lease of the pass that runs now. Each of its writes names the fence; a worker that lost it writes nothing.
  fence            bigint not null default 0,
  leased_by        text,
  leased_until     timestamptz,
  version          integer not null default 1,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  updated_by       text,
  deleted_at       timestamptz
);
create unique index connection_name on connection (lower(name)) where deleted_at is null;

-- Who may use a connection whose scope is `selected`.
create table connection_access (
  connection_id bigint not null references connection on delete cascade,
  user_id       text references app_user on delete cascade,
  group_id      bigint references user_group on delete cascade,
  can_create    boolean not null default true,
  check (num_nonnulls(user_id, group_id) = 1),
  unique nulls not distinct (connection_id, user_id, group_id)
);

create table actor_type (
  connection_id bigint not null references connection on delete cascade,
  type          text not null check (type in ('customer', 'supplier', 'person', 'project')),
  capabilities  jsonb not null,
  -- Synchroniseer ERP-"…" met CRM-"…"
  enabled       boolean not null default false,
  in_erp        boolean not null default true,
  version       integer not null default 1,
  -- Where reading goes on; advanced in the transaction that applies the page.
  cursor        text,
  primary key (connection_id, type)
);

-- One ERP field: what the connector says of it, and what the administrator decided.
create table erp_field (
  connection_id  bigint not null,
  actor_type     text not null,
  key            text not null,
  label          jsonb not null,
  help           jsonb,
  type           text not null,
  access         text not null default 'normal' check (access in ('normal', 'mandatory', 'readOnly')),
  identifies     boolean not null default false,
  max_length     integer,
  decimals       integer,
  list           text,
  searchable     boolean not null default false,
  position       integer not null,
  in_erp         boolean not null default true,
  crm_field      text,
  to_crm         boolean not null default false,
  to_erp         boolean not null default false,
  conflict_rule  text not null default 'newest' check (conflict_rule in ('newest', 'erp', 'crm', 'ask')),
  keep_on_blank  boolean not null default false,
  show_in_search boolean not null default false,
  show_in_tab    boolean not null default false,
  rank           integer not null,
  has_default    boolean not null default false,
  default_value  jsonb,
  ask_user       boolean not null default false,
  mandatory      boolean not null default false,
  primary key (connection_id, actor_type, key),
  foreign key (connection_id, actor_type) references actor_type (connection_id, type) on delete cascade,
  check (crm_field is not null or not (to_crm or to_erp))
);
create unique index erp_field_one_writer on erp_field (connection_id, actor_type, crm_field) where to_crm;

-- The items of an ERP list, kept so that screens show texts while the ERP is away.
create table erp_list_item (
  connection_id bigint not null references connection on delete cascade,
  list          text not null,
  key           text not null,
  label         jsonb not null,
  position      integer not null,
  in_erp        boolean not null default true,
  primary key (connection_id, list, key)
);

-- One to one: an ERP item stands for one CRM item, and a CRM item for one ERP item (spec §2, Lijsttoewijzing).
create table list_item_mapping (
  connection_id bigint not null references connection on delete cascade,
  erp_list      text not null,
  crm_list      text not null references crm_list,
  erp_item      text not null,
  crm_item      bigint not null references crm_list_item,
  primary key (connection_id, erp_list, crm_list, erp_item),
  unique (connection_id, erp_list, crm_list, crm_item)
);

-- ── Links and their sync ────────────────────────────────────────────────────────────────────────────────

-- A CRM record and the ERP actor it stands for.
create table link (
  id              bigint generated always as identity primary key,
  connection_id   bigint not null references connection on delete cascade,
  actor_type      text not null,
  actor_key       text not null,
  actor_title     text not null default '',
  record_type     text not null check (record_type in ('company', 'person', 'project')),
  record_id       bigint not null,
  -- Per ERP field [ERP value, CRM value] on which both sides last agreed, each in its own terms.
  base            jsonb not null default '{}',
  -- Per ERP field without a base: the rule it starts with (erp, crm, ask, asIs).
  start           jsonb not null default '{}',
  version         text,
  actor_changed_at text,
  -- The ERP says the actor is gone; the record stays and the link is shown as broken.
  broken_at       timestamptz,
  -- Sync of this record was put on hold by somebody.
  held_at         timestamptz,
  synced_at       timestamptz,
  created_at      timestamptz not null default now(),
  created_by      text,
  ended_at        timestamptz,
  ended_by        text
);
create unique index link_actor on link (connection_id, actor_type, actor_key) where ended_at is null;
create unique index link_record on link (connection_id, record_type, record_id) where ended_at is null;
create index link_of_record on link (record_type, record_id) where ended_at is null;

-- CRM edits that have yet to be looked at, one row a link however often it was edited.
-- Whoever reads one deletes it by (link_id, seq), so that an edit in between is never lost.
create table crm_change (
  link_id       bigint primary key references link on delete cascade,
  connection_id bigint not null,
  seq           bigint not null generated always as identity,
  changed_at    timestamptz not null default clock_timestamp()
);
create index on crm_change (connection_id, seq);

-- What the ERP has yet to be told, one row a link; planned again whenever a side moves.
create table erp_write (
  link_id         bigint primary key references link on delete cascade,
  connection_id   bigint not null,
  actor_type      text not null,
  -- Per ERP field { value, crm, old, rule }: what is sent, the CRM value it stands for, what the ERP had, what decided it.
  fields          jsonb not null,
  version         text,
  mapping_version integer not null,
  run_id          bigint,
  attempts        integer not null default 0,
  next_try_at     timestamptz,
  -- Set right before the call, cleared with its outcome: an answer that never came leaves it behind.
  sent_at         timestamptz,
  planned_at      timestamptz not null default clock_timestamp()
);
create index on erp_write (connection_id, actor_type, next_try_at);

-- An actor about to be made in the ERP: stored before the call, so that a lost answer never makes a second one.
create table create_intent (
  id            uuid primary key default gen_random_uuid(),
  connection_id bigint not null references connection on delete cascade,
  actor_type    text not null,
  record_type   text not null,
  record_id     bigint not null,
  fields        jsonb not null,
  parent        jsonb,
  state         text not null default 'planned' check (state in ('planned', 'sent', 'confirmed', 'refused', 'unknown')),
  actor_key     text,
  detail        jsonb,
  created_at    timestamptz not null default now(),
  created_by    text
);
create unique index create_intent_open on create_intent (connection_id, record_type, record_id)
  where state in ('planned', 'sent', 'unknown');

create table run (
  id            bigint generated always as identity primary key,
  connection_id bigint not null references connection on delete cascade,
  kind          text not null check (kind in ('pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'undo')),
  state         text not null default 'running' check (state in ('running', 'done', 'failed', 'stopped')),
  started_at    timestamptz not null default clock_timestamp(),
  finished_at   timestamptz,
  requested_by  text,
  read          integer not null default 0,
  changed       integer not null default 0,
  to_crm        integer not null default 0,
  to_erp        integer not null default 0,
  skipped       integer not null default 0,
  failed        integer not null default 0,
  conflicts     integer not null default 0,
  cursor_from   jsonb,
  cursor_to     jsonb,
  problem       jsonb
);
create index on run (connection_id, id desc);

-- Both sides moved and the rule is to ask, or two systems keep rewriting each other. Open until somebody chooses or they agree.
create table conflict (
  id          bigint generated always as identity primary key,
  link_id     bigint not null references link on delete cascade,
  erp_field   text not null,
  crm_field   text not null,
  base_erp    jsonb,
  base_crm    jsonb,
  erp_value   jsonb,
  crm_value   jsonb,
  reason      text not null default 'bothMoved',
  run_id      bigint,
  opened_at   timestamptz not null default clock_timestamp(),
  resolved_at timestamptz,
  resolved_by text,
  resolution  text check (resolution in ('erp', 'crm', 'agreed'))
);
create unique index conflict_open on conflict (link_id, erp_field) where resolved_at is null;

-- A value that does not fit the other side. The other fields of the record go on; gone as soon as it fits.
create table field_error (
  link_id   bigint not null references link on delete cascade,
  erp_field text not null,
  crm_field text not null,
  direction text not null check (direction in ('toCrm', 'toErp')),
  code      text not null,
  detail    jsonb not null default '{}',
  at        timestamptz not null default clock_timestamp(),
  primary key (link_id, erp_field)
);

-- A record the other side refused, with what was to be written and when it is tried again.
create table parked (
  id            bigint generated always as identity primary key,
  connection_id bigint not null references connection on delete cascade,
  link_id       bigint references link on delete cascade,
  actor_type    text not null,
  actor_key     text,
  reason        text not null,
  explanation   jsonb not null,
  detail        text,
  payload       jsonb,
  attempts      integer not null default 1,
  next_try_at   timestamptz,
  parked_at     timestamptz not null default clock_timestamp(),
  resolved_at   timestamptz
);
create unique index parked_open on parked (connection_id, link_id) where resolved_at is null and link_id is not null;
create index on parked (connection_id, next_try_at) where resolved_at is null;

-- Every value the sync overwrote, on either side. One partition a month, made by the engine ahead of time.
create table sync_log (
  id            bigint generated always as identity,
  at            timestamptz not null default clock_timestamp(),
  run_id        bigint not null,
  connection_id bigint not null,
  link_id       bigint not null,
  record_type   text not null,
  record_id     bigint not null,
  actor_type    text not null,
  actor_key     text not null,
  direction     text not null check (direction in ('toCrm', 'toErp')),
  erp_field     text not null,
  crm_field     text not null,
  old_value     jsonb,
  new_value     jsonb,
  rule          text not null
) partition by range (at);
create table sync_log_default partition of sync_log default;
create index on sync_log (record_type, record_id, at desc);
create index on sync_log (run_id);

create table engine (
  only_row         boolean primary key default true check (only_row),
  running          boolean not null default true,
  interval_seconds integer not null default 10 check (interval_seconds between 1 and 86400)
);
insert into engine default values;

create table worker (
  id         text primary key,
  -- Under which names it locks jobs; those of a dead worker are freed.
  locks      text[] not null default '{}',
  started_at timestamptz not null default now(),
  beat_at    timestamptz not null default now()
);

-- ── Change capture ──────────────────────────────────────────────────────────────────────────────────────

-- Whoever writes a record, its version moves: two people editing at once find out.
create function crm_record_versioned() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  return new;
end $$;

-- Marks the links of changed records for the engine and tells the screens. A sync write names its connection in
-- koppel.origin: it is not echoed to that connection and does reach the others.
create function crm_records_changed() returns trigger language plpgsql as $$
declare
  origin bigint := nullif(current_setting('koppel.origin', true), '')::bigint;
  ids bigint[];
  waiting bigint[];
begin
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

create trigger company_versioned before update on company for each row execute function crm_record_versioned();
create trigger person_versioned before update on person for each row execute function crm_record_versioned();
create trigger project_versioned before update on project for each row execute function crm_record_versioned();

create trigger company_inserted after insert on company referencing new table as after_rows
  for each statement execute function crm_records_changed('company');
create trigger person_inserted after insert on person referencing new table as after_rows
  for each statement execute function crm_records_changed('person');
create trigger project_inserted after insert on project referencing new table as after_rows
  for each statement execute function crm_records_changed('project');

create trigger company_changed after update on company referencing new table as after_rows
  for each statement execute function crm_records_changed('company');
create trigger person_changed after update on person referencing new table as after_rows
  for each statement execute function crm_records_changed('person');
create trigger project_changed after update on project referencing new table as after_rows
  for each statement execute function crm_records_changed('project');

-- A link that is new, or of which fields begin anew, is looked at on both sides.
create function link_begins() returns trigger language plpgsql as $$
begin
  insert into crm_change as c (link_id, connection_id) values (new.id, new.connection_id)
  on conflict (link_id) do update set seq = default, changed_at = excluded.changed_at;
  return null;
end $$;

create trigger link_made after insert on link for each row execute function link_begins();
create trigger link_begun_anew after update of start on link for each row
  when (new.ended_at is null and not old.start @> new.start) execute function link_begins();

-- What did not fit the old mapping may fit the new one.
create function mapping_moved() returns trigger language plpgsql as $$
begin
  insert into crm_change as c (link_id, connection_id)
  select l.id, l.connection_id from link l
  where l.connection_id = new.id and l.ended_at is null and (
    exists (select from field_error e where e.link_id = l.id)
    or exists (select from parked p where p.connection_id = l.connection_id and p.link_id = l.id and p.resolved_at is null))
  order by l.id
  on conflict (link_id) do update set seq = default, changed_at = excluded.changed_at;
  perform pg_notify('koppel_crm_change', new.id::text);
  return null;
end $$;

create trigger connection_mapping_moved after update of mapping_version on connection for each row
  when (new.mapping_version <> old.mapping_version) execute function mapping_moved();

-- A connection that was just activated does not wait for its turn.
create function connection_activated() returns trigger language plpgsql as $$
begin
  perform pg_notify('koppel_crm_change', new.id::text);
  return null;
end $$;

create trigger connection_activated after update of active on connection for each row
  when (new.active and not old.active) execute function connection_activated();
