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
  add column cancelled_at timestamptz;

-- ── Comparison ──────────────────────────────────────────────────────────────────────────────────────────

-- ── Run history and field log ───────────────────────────────────────────────────────────────────────────

-- ── Creating actors in the ERP ──────────────────────────────────────────────────────────────────────────

-- ── Protection: breaker, quotas, restored backup ────────────────────────────────────────────────────────

-- ── Speed ───────────────────────────────────────────────────────────────────────────────────────────────
