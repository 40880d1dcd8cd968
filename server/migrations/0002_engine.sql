-- What the complete engine needs beside the first version's tables.

-- ── Long work: resync, preview, comparison, repair, undo ────────────────────────────────────────────────

-- Long work is a run too: it goes through the links in the order of their ids and can be cancelled and taken up again.
alter table run
  drop constraint run_kind_check,
  drop constraint run_state_check,
  add constraint run_kind_check check (kind in ('pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'undo',
    'preview', 'comparison', 'repair', 'create', 'import')),
  add constraint run_state_check check (state in ('queued', 'running', 'done', 'failed', 'stopped')),
  -- What was asked for, and what came of it beside the counts; their shape depends on the kind.
  add column options jsonb,
  add column result jsonb,
  -- The last link that is done, so that a restart goes on after it; how many there are, and how many are done.
  add column position bigint not null default 0,
  add column expected integer,
  add column processed integer not null default 0,
  -- Somebody asked for it to end.
  add column cancelled_at timestamptz,
  -- A worker is at it till then at the longest; what it met on the way, and when it is tried again.
  add column worked_until timestamptz,
  add column attempts integer not null default 0,
  add column next_try_at timestamptz;
-- One of a kind at a time.
create unique index run_open on run (connection_id, kind) where options is not null and state in ('queued', 'running');
create index link_in_order on link (connection_id, id) where ended_at is null;

-- A link that is new, or of which somebody lets fields begin anew, is looked at on both sides. What the engine's own
-- plan states for its connection is carried out by that plan.
create or replace function link_begins() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and nullif(current_setting('koppel.origin', true), '')::bigint = new.connection_id then
    return null;
  end if;
  insert into crm_change as c (link_id, connection_id) values (new.id, new.connection_id)
  on conflict (link_id) do update set seq = default, changed_at = excluded.changed_at;
  return null;
end $$;

-- ── Comparison ──────────────────────────────────────────────────────────────────────────────────────────

-- How often all its linked records are compared on both sides by itself.
alter table connection add column compared_every text not null default 'week' check (compared_every in ('off', 'day', 'week'));

-- What a comparison found, one row a field; without fields: the actor is not there.
create table difference (
  id            bigint generated always as identity primary key,
  run_id        bigint not null references run on delete cascade,
  link_id       bigint not null references link on delete cascade,
  erp_field     text not null,
  crm_field     text not null,
  kind          text not null check (kind in ('agreed', 'deliberate', 'waits', 'missed', 'conflict', 'doesNotFit',
    'actorMissing')),
  has_base      boolean not null,
  base_erp      jsonb,
  base_crm      jsonb,
  erp_value     jsonb,
  crm_value     jsonb,
  -- The run that repairs it, and which side was to stand.
  repair_run_id bigint references run on delete set null,
  repair_side   text check (repair_side in ('rule', 'erp', 'crm')),
  unique (run_id, link_id, erp_field)
);
create index on difference (link_id);
create index on difference (repair_run_id) where repair_run_id is not null;

-- What became of each value that was undone. `ordered` ones turn out with the passes: the link's start rule, its base
-- and the log tell.
create table undo_value (
  run_id        bigint not null references run on delete cascade,
  link_id       bigint not null references link on delete cascade,
  direction     text not null check (direction in ('toCrm', 'toErp')),
  erp_field     text not null,
  crm_field     text not null,
  -- What the undone run wrote, what it had overwritten, and what the side held when it was undone.
  written_value jsonb,
  earlier_value jsonb,
  found_value   jsonb,
  outcome       text not null check (outcome in ('putBack', 'ordered', 'changedSince', 'unsettled', 'notMapped',
    'notWritable', 'doesNotFit', 'recordGone', 'linkEnded', 'linkBroken', 'linkHeld')),
  changed_by    text,
  primary key (run_id, link_id, direction, erp_field)
);
create index on undo_value (link_id);

-- ── Run history and field log ───────────────────────────────────────────────────────────────────────────

-- How long history is kept; the worker prunes what is older.
alter table engine
  add column run_days integer not null default 90 check (run_days between 1 and 3650),
  add column log_days integer not null default 365 check (log_days between 1 and 3650),
  -- Edits in the CRM are kept from this moment on.
  add column history_from timestamptz not null default now();

alter table run
  -- The last sign of life of whoever carries it out; one that is silent for long has died.
  add column beat_at timestamptz not null default clock_timestamp(),
  -- When the screens were last told of its progress: at most once a second.
  add column told_at timestamptz;
create index run_going on run (id) where state in ('queued', 'running');
create index run_ended on run (finished_at) where finished_at is not null;

create function run_lives() returns trigger language plpgsql as $$
begin
  new.beat_at := clock_timestamp();
  return new;
end $$;
create trigger run_lives before update on run for each row execute function run_lives();

alter table parked
  add column run_id bigint,
  -- Put aside by somebody until a side changes: not tried again meanwhile.
  add column skipped_at timestamptz,
  add column skipped_by text;
create index parked_of_run on parked (run_id);
create index conflict_of_run on conflict (run_id);

-- Both serve paging by (at, id), newest first; values arrive in that order, so the indexes grow at one end only.
drop index sync_log_run_id_idx;
create index sync_log_of_run on sync_log (run_id, at desc, id desc);
create index sync_log_of_connection on sync_log (connection_id, at desc, id desc);

-- The few links that somebody holds or the ERP no longer has; all of a connection are counted from link_in_order.
create index link_set_apart on link (connection_id, id)
  where ended_at is null and (held_at is not null or broken_at is not null);

-- Values people changed in the CRM, so that each value can say where it came from; what the sync writes is in sync_log.
create table crm_edit (
  id          bigint generated always as identity primary key,
  at          timestamptz not null default clock_timestamp(),
  record_type text not null,
  record_id   bigint not null,
  edited_by   text,
  -- Per column or custom field [old value, new value].
  changes     jsonb not null
);
create index crm_edit_of_record on crm_edit (record_type, record_id, id desc);
create index crm_edit_at on crm_edit using brin (at);

create function crm_record_edited() returns trigger language plpgsql as $$
declare
  before jsonb := to_jsonb(old) - 'custom' || old.custom;
  after jsonb := to_jsonb(new) - 'custom' || new.custom;
  changes jsonb;
begin
  select jsonb_object_agg(key, jsonb_build_array(before -> key, after -> key)) into changes
  from (select jsonb_object_keys(before) as key union select jsonb_object_keys(after)) keys
  where before -> key is distinct from after -> key
    and key not in ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'search');
  if changes is not null then
    insert into crm_edit (record_type, record_id, edited_by, changes)
    values (tg_argv[0], new.id, new.updated_by, changes);
  end if;
  return null;
end $$;

-- What the sync writes names its connection and is in the field log already.
create trigger company_edited after update on company for each row
  when (coalesce(current_setting('koppel.origin', true), '') = '') execute function crm_record_edited('company');
create trigger person_edited after update on person for each row
  when (coalesce(current_setting('koppel.origin', true), '') = '') execute function crm_record_edited('person');
create trigger project_edited after update on project for each row
  when (coalesce(current_setting('koppel.origin', true), '') = '') execute function crm_record_edited('project');

-- ── Creating actors in the ERP ──────────────────────────────────────────────────────────────────────────

-- planned → sent → confirmed, refused or unknown; `cancelled` ends what was planned, or what nobody could find out.
-- `sent` without an answer is looked for; `unknown` waits for a person. See docs/decisions/0011.
alter table create_intent rename column detail to problem;
alter table create_intent
  drop constraint create_intent_state_check,
  add constraint create_intent_state_check
    check (state in ('planned', 'sent', 'confirmed', 'refused', 'unknown', 'cancelled')),
  -- Per ERP field { from, value, crm, crmField }: what it is told and the CRM value that stands for.
  add column told jsonb not null default '{}',
  -- What somebody filled in { values, without }, so that it can be worked out again on a changed mapping.
  add column given jsonb not null default '{}',
  -- Tells the same wish from another one for the same record.
  add column fingerprint text not null default '',
  add column mapping_version integer not null default 0,
  add column actor_title text,
  -- The link that came of it; null while there is none, or when somebody else linked meanwhile.
  add column link_id bigint references link on delete set null,
  add column run_id bigint,
  -- How often the ERP was told, and how often it was looked for since.
  add column attempts integer not null default 0,
  add column looks integer not null default 0,
  add column sent_at timestamptz,
  add column next_try_at timestamptz,
  -- Actors that looked the same before the call: { keys, complete }. They cannot be what the call made.
  add column known jsonb,
  -- What was found when it was looked for and nobody can be sure; somebody chooses.
  add column candidates jsonb,
  add column decided jsonb,
  -- Who works on it now. Each of their writes names the fence; who lost it writes nothing.
  add column fence bigint not null default 0,
  add column claimed_until timestamptz,
  add column finished_at timestamptz;
create index create_intent_due on create_intent (connection_id, next_try_at) where state in ('planned', 'sent');
create index create_intent_record on create_intent (record_type, record_id, created_at);

-- ── Protection: breaker, quotas, restored backup ────────────────────────────────────────────────────────

-- What keeps an ERP and the records from harm, one row a connection once there is something to keep. Not columns of
-- `connection`: every page's transaction holds that row, and nobody waits for a page to learn whether he may call.
create table protection (
  connection_id    bigint primary key references connection on delete cascade,
  -- The administrator's limit, and when the next call is due by it.
  calls_per_minute integer check (calls_per_minute between 1 and 60000),
  next_call_at     timestamptz,
  -- The ERP asked to be left alone till then; how long it asked for, in seconds, is kept also if that is longer than we wait.
  quiet_until      timestamptz,
  quiet_asked      bigint,
  -- When somebody last tried an ERP that is away.
  probed_at        timestamptz,
  -- Why both sides are compared before anything is written, how far that is, and when it was through.
  compare_reason   text check (compare_reason in ('restored', 'cursor', 'settings', 'asked')),
  compare_since    timestamptz,
  compare_position bigint not null default 0,
  compared_at      timestamptz,
  -- How many seconds the ERP's clock is ahead of the database's, if that is more than it should be.
  clock_ahead      integer
);

-- What would happen to a link and is not done before it is known that it is not happening to far more of them.
create table suspect (
  link_id       bigint primary key references link on delete cascade,
  connection_id bigint not null references connection on delete cascade,
  actor_type    text not null,
  -- blank: values would be emptied; gone: the ERP says the actor is not there; renamed: it would get another name or
  -- number; differs: the sides differ while they are compared before anything is written.
  kinds         text[] not null,
  -- Some of what would be written: { kind, erpField, crmField, before, after }.
  fields        jsonb not null default '[]',
  found_at      timestamptz not null default clock_timestamp(),
  -- An administrator said it is right: it is done once.
  confirmed_at  timestamptz
);
create index on suspect (connection_id, link_id);

alter table engine
  -- Which installation this is, whatever machine its database stands on.
  add column installation uuid not null default gen_random_uuid(),
  -- Which PostgreSQL it stood on when the engine last looked: another one means that it was put back from a copy.
  add column stands_on jsonb;

-- ── Speed ───────────────────────────────────────────────────────────────────────────────────────────────

-- A link that comes with what both sides agreed on was looked at when it was made: there is nothing to look for.
drop trigger link_made on link;
create trigger link_made after insert on link for each row
  when (new.synced_at is null) execute function link_begins();

-- ── Processes ───────────────────────────────────────────────────────────────────────────────────────────

-- Looked through with every heartbeat for runs whose process died.
create index run_running on run (connection_id) where state = 'running';

-- ── Reading an actor beside the passes ──────────────────────────────────────────────────────────────────

alter table link
  -- What is known of the actor may be out of date: it is read before anything is planned from what is known.
  add column to_ask boolean not null default false,
  -- The ERP is being asked for the actor; cleared by whoever stores something newer of it meanwhile.
  add column asked_at timestamptz,
  -- When something of the actor was last stored beside a pass: what a pass had asked for before is older.
  add column read_at timestamptz;

-- A link that is no longer held is looked at on both sides.
create function link_released() returns trigger language plpgsql as $$
begin
  update link set to_ask = true where id = new.id;
  insert into crm_change as c (link_id, connection_id) values (new.id, new.connection_id)
  on conflict (link_id) do update set seq = default, changed_at = excluded.changed_at;
  return null;
end $$;

create trigger link_let_go after update of held_at on link for each row
  when (old.held_at is not null and new.held_at is null and new.ended_at is null) execute function link_released();

-- ── Single fields the ERP refuses, actors that come back ────────────────────────────────────────────────

-- A field the ERP refused waits by itself; the other fields of its record go on.
alter table field_error
  add column attempts integer not null default 1,
  add column next_try_at timestamptz;
create index field_error_due on field_error (next_try_at) where next_try_at is not null;
create index link_broken on link (connection_id) where broken_at is not null and ended_at is null;
