-- The user's side: cards, lists, import. One section an area.

-- ── Lists and selections ────────────────────────────────────────────────────────────────────────────────

-- What a user saved under a name: how a list is looked at (`view`), or certain records (`records`), as an import leaves them.
create table selection (
  id          bigint generated always as identity primary key,
  user_id     text not null references app_user on delete cascade,
  record_type text not null check (record_type in ('company', 'person', 'project')),
  kind        text not null check (kind in ('view', 'records')),
  name        text not null check (name <> ''),
  view        jsonb not null default '{}',
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create unique index selection_name on selection (user_id, record_type, lower(name));

create table selection_record (
  selection_id bigint not null references selection on delete cascade,
  record_id    bigint not null,
  primary key (selection_id, record_id)
);

-- How somebody last looked at a list.
create table list_view (
  user_id     text not null references app_user on delete cascade,
  record_type text not null check (record_type in ('company', 'person', 'project')),
  view        jsonb not null,
  updated_at  timestamptz not null default now(),
  primary key (user_id, record_type)
);
