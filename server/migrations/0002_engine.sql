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

-- ── Run history and field log ───────────────────────────────────────────────────────────────────────────

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
