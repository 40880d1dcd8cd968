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

-- What lists are sorted by, worked out once: search_text is too slow for thousands of rows at each keystroke.
alter table company
  add column sort_name text generated always as (search_text(name)) stored,
  add column sort_city text generated always as (search_text(coalesce(postal_city, street_city))) stored;
alter table person
  -- The tab comes before every letter, so that a last name stays together.
  add column sort_name text generated always as (search_text(last_name || E'\t' || coalesce(first_name, ''))) stored,
  add column sort_city text generated always as (search_text(postal_city)) stored;
alter table project
  add column sort_name text generated always as (search_text(name)) stored;

-- One for each order of a list; a page is read from where the last one ended.
drop index company_name, person_name, project_name;
create index company_by_name on company (sort_name, id) where deleted_at is null;
create index company_by_city on company (sort_city, sort_name, id) where deleted_at is null;
create index company_by_number on company (search_text(number), id) where deleted_at is null;
create index company_by_updated on company (updated_at, id) where deleted_at is null;
create index person_by_name on person (sort_name, id) where deleted_at is null;
create index person_by_city on person (sort_city, sort_name, id) where deleted_at is null;
create index person_by_updated on person (updated_at, id) where deleted_at is null;
create index project_by_name on project (sort_name, id) where deleted_at is null;
create index project_by_number on project (search_text(number), id) where deleted_at is null;
create index project_by_end on project (end_date, id) where deleted_at is null;
create index project_by_updated on project (updated_at, id) where deleted_at is null;

-- For filters.
create index company_category on company (category);
create index company_country on company (country);
create index person_position on person (position);
create index project_status on project (status);
create index company_deleted on company (id) where deleted_at is not null;
create index person_deleted on person (id) where deleted_at is not null;
create index project_deleted on project (id) where deleted_at is not null;

-- ── ERP tab: what the ERP last told ─────────────────────────────────────────────────────────────────────

-- The "show in ERP tab" values of a linked actor as they were last read, for when the ERP does not answer.
-- Secrets are never among them; with the link they go.
create table last_live_values (
  link_id bigint primary key references link on delete cascade,
  title   text not null,
  -- By ERP field.
  fields  jsonb not null,
  read_at timestamptz not null
);

create function forget_live_values() returns trigger language plpgsql as $$
begin
  delete from last_live_values where link_id = new.id;
  return null;
end $$;

create trigger link_ended after update of ended_at on link for each row
  when (old.ended_at is null and new.ended_at is not null)
  execute function forget_live_values();

-- ── Matching: which records may be one and the same ─────────────────────────────────────────────────────

-- Each answers what is compared, without what people write differently, or null where there is nothing to compare.
-- Spelled out without character classes such as [[:alnum:]]: what those mean depends on the database's language.

create function match_number(text) returns text
  language sql immutable parallel safe strict
  return nullif(upper(translate($1, E' \t\n\r\u00a0', '')), '');

-- Letters and digits, without words such as BTW around them.
create function match_vat_full(text) returns text
  language sql immutable parallel safe strict
  return regexp_replace(
    regexp_replace(regexp_replace(upper($1), '\m(BTW|VAT|TVA|IVA|MWST|NR|NO)\M', '', 'g'), '[^A-Z0-9]', '', 'g'),
    '(MWST|TVA|IVA)$', '');

-- Without its country: people leave it out. Fewer than five digits are no number.
create function match_vat(text) returns text
  language sql immutable parallel safe strict
  return ltrim(substring(match_vat_full($1) from
    '^(?:AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI)?((?:[A-Z]*[0-9]){5}[A-Z0-9]*)$'),
    '0');

-- The country of a VAT number; empty where it is left out.
create function match_vat_country(text) returns text
  language sql immutable parallel safe strict
  return coalesce(substring(match_vat_full($1) from
    '^(AT|BE|BG|CHE|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI)'), '');

-- The first address in it, whatever stands around it.
create function match_email(text) returns text
  language sql immutable parallel safe strict
  return lower(rtrim(substring($1 from '[^\s<>;,:"()]+@[^\s<>;,"()]+'), '.'));

-- The national number: +31 (0)20 123 45 67, 0031 20 1234567 and 020-1234567 are one. Fewer than six digits are none.
create function match_phone(text) returns text
  language sql immutable parallel safe strict
  return substring(ltrim(regexp_replace(
    translate(substring($1 from '^[^a-zA-Z#/,;]*'), E' \t\u00a0()-./_\u2010\u2011\u2013', ''),
    '^(\+|00)(1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-689][0-9]|3[578][0-9]|42[0-9]|5[09][0-9]|6[7-9][0-9]|8[058][0-9]|9[679][0-9])',
    ''), '+0') from '^[0-9]{6,}$');

create function match_zip(text) returns text
  language sql immutable parallel safe strict
  return nullif(regexp_replace(regexp_replace(upper($1), '^\s*[A-Z]{1,3}-', ''), '[^A-Z0-9]', '', 'g'), '');

-- Words without capitals, accents and marks; what is abbreviated stays one word. translate(), because it is worked out
-- for every record that is written.
create function match_plain(text) returns text
  language sql immutable parallel safe strict
  return trim(regexp_replace(translate(search_text($1),
    E' \t\n\r\u00a0!"#$%&()*+,-/:;<=>?@[\\]^_{|}~\u2010\u2011\u2012\u2013\u2014\u2015\u201c\u201d\u201e.''`\u00b4\u2018\u2019',
    repeat(' ', 43)), ' +', ' ', 'g'));

-- The words of a company's name without "and" and the legal form behind it, which people leave out.
create function match_words(text) returns text
  language sql immutable parallel safe strict
  return regexp_replace(regexp_replace(match_plain($1), ' (en|and|und|et)(?= )', '', 'g'),
    '( (b ?v|n ?v|v ?o ?f|c ?v|bvba|cvba|sprl|srl|sarl|sas|sa|spa|snc|eurl|g ?m ?b ?h|mbh|ag|kg|ohg|ug|gbr|e ?k|co|ltd|limited|plc|llp|llc|inc|corp|corporation|company|ab|oy|oyj|as|aps|sl|sro|kft|zrt|sp zoo|pty))+$',
    '');

create function match_name(text) returns text
  language sql immutable parallel safe strict
  return replace(match_words($1), ' ', '');

create function match_person(first_name text, middle_name text, last_name text) returns text
  language sql immutable parallel safe
  return match_plain(coalesce(first_name || ' ', '') || coalesce(middle_name || ' ', '') || last_name);

-- The digits of a VAT number: equal wherever match_vat is, and cheaper to keep for every record that is written.
create function match_digits(text) returns text
  language sql immutable parallel safe strict
  return ltrim(regexp_replace($1, '[^0-9]+', '', 'g'), '0');

create index company_match_number on company (match_number(number)) where number is not null;
create index company_match_vat on company (match_digits(vat_no)) where vat_no is not null;
create index company_match_email on company (match_email(email)) where email is not null;
create index company_match_phone on company (match_phone(phone)) where phone is not null;
create index person_match_number on person (match_number(number)) where number is not null;
create index person_match_email on person (match_email(email)) where email is not null;
create index person_match_phone on person (match_phone(phone_direct)) where phone_direct is not null;
create index person_match_mobile on person (match_phone(phone_mobile)) where phone_mobile is not null;
create index project_match_number on project (match_number(number)) where number is not null;

-- How alike two names are, 0 to 1. PostgreSQL takes similarity() for cheap, and would rather compare with every name there
-- is than ask an index.
create function match_likeness(text, text) returns float8
  language plpgsql immutable parallel safe strict cost 1000 as $$
begin
  return similarity($1, $2);
end $$;

-- The names of records as they are compared. Too dear to work out at each write: who compares many (an import) brings
-- these up to date first, from what was written since. Nothing is lost with it: after a crash it is filled again.
create unlogged table company_known_name (
  record_id  bigint primary key,
  version    integer not null,
  company_id bigint,
  -- match_name and match_words; a person's name is one text for both.
  form       text collate "C" not null,
  words      text not null
);
create unlogged table person_known_name (like company_known_name including all);
create unlogged table project_known_name (like company_known_name including all);
create index on company_known_name (form);
create index company_known_words on company_known_name using gin (words gin_trgm_ops);
create index on person_known_name (form);
create index on person_known_name (company_id);
create index person_known_words on person_known_name using gin (words gin_trgm_ops);
create index on project_known_name (form);
create index on project_known_name (company_id);
create index project_known_words on project_known_name using gin (words gin_trgm_ops);
-- Everything written before this moment is among them.
create unlogged table known_names_until (
  record_type text primary key check (record_type in ('company', 'person', 'project')),
  until       timestamptz not null
);

-- ── Sync Connectors ─────────────────────────────────────────────────────────────────────────────────────

-- Kept as it was told: jsonb sorts keys by length, and the form of a connection would be drawn in that order.
alter table connector alter column about type json using about::json;

-- ── Access ──────────────────────────────────────────────────────────────────────────────────────────────

-- The key it was done with, for the user in `user_id`. Keys are revoked, never deleted.
alter table audit add column api_key_id bigint references api_key;

update parked
set explanation = jsonb_build_object(
  'en', 'A value of the ERP cannot be stored in this record. The other records go on.',
  'nl', 'Een waarde van het ERP kan niet in deze kaart worden opgeslagen. De andere kaarten gaan door.')
where reason = 'notStorable' and resolved_at is null;

-- Tries of passwords, codes and one-time links: by account and by address, for all processes together. Nothing is
-- lost with it: after a crash everybody starts afresh.
create unlogged table secret_try (
  about      text primary key,
  failed     integer not null default 0,
  shut_until timestamptz not null default '-infinity',
  last_at    timestamptz not null default now()
);
create index on secret_try (last_at);

-- Counts a try before it is checked, about each of `abouts`, of which so many are `free`. Milliseconds to wait, and then
-- nothing was counted; 0 lets it pass. Waits of who must wait double, up to the longest.
create function count_secret_try(
  abouts text[], free integer[], first_wait interval, longest_wait interval, forgotten_after interval
) returns integer
  language plpgsql as $$
declare
  moment timestamptz := clock_timestamp();
  shut   timestamptz;
begin
  insert into secret_try (about) select unnest(abouts) order by 1 on conflict do nothing;
  -- In one order, so that two tries at once wait for each other instead of locking each other out.
  perform from secret_try where about = any(abouts) order by about for update;
  select max(shut_until) into shut from secret_try
  where about = any(abouts) and last_at > moment - forgotten_after;
  if shut > moment then
    return ceil(extract(epoch from shut - moment) * 1000);
  end if;

  update secret_try t
  set failed = n.failed,
    last_at = moment,
    shut_until = case when n.failed < n.free then '-infinity'
      else moment + least(first_wait * power(2, least(n.failed - n.free, 30)), longest_wait) end
  from (
    select a.about, a.free, case when o.last_at > moment - forgotten_after then o.failed else 0 end + 1 as failed
    from unnest(abouts, free) as a (about, free) join secret_try o using (about)
  ) n
  where t.about = n.about;
  return 0;
end $$;
-- ── Import from the ERP (Importeren vanuit ERP) ─────────────────────────────────────────────────────────

alter table run
  drop constraint run_kind_check,
  add constraint run_kind_check check (kind in ('pass', 'record', 'link', 'resyncToCrm', 'resyncToErp', 'undo',
    'preview', 'comparison', 'repair', 'create', 'import', 'importCollection', 'importPreview', 'importUndo'));

-- One of a kind at a time; of an import, one for each.
drop index run_open;
create unique index run_open on run (connection_id, kind, (coalesce(options ->> 'importId', '')))
  where options is not null and state in ('queued', 'running');

-- What somebody imports from the ERP, from the first actor that is chosen until it is undone.
create table import (
  id            bigint generated always as identity primary key,
  connection_id bigint not null references connection on delete cascade,
  actor_type    text not null check (actor_type in ('customer', 'supplier', 'person', 'project')),
  -- open: being put together; started: carried out, or waiting to be gone on with; paused and cancelled: somebody
  -- asked; done: all that could be is carried out; undone: taken back.
  state         text not null default 'open' check (state in ('open', 'started', 'paused', 'cancelled', 'done', 'undone')),
  -- { keys, nearNames, onMatch, blanks, defaults }: see the contract.
  settings      jsonb not null,
  created_by    text not null,
  created_at    timestamptz not null default clock_timestamp(),
  -- The saved selections of what it made and what it updated.
  created_selection bigint references selection on delete set null,
  updated_selection bigint references selection on delete set null,
  -- { run, cursor, settings }: up to where the ERP's feed was read for the rows of this collection. Null: none was finished.
  read_until    jsonb
);
create index on import (connection_id);
create index on import (created_by, id);

-- An actor of an import, as the ERP had it when it was chosen, what is to become of it, and what became of it.
create table import_row (
  id            bigint generated always as identity primary key,
  import_id     bigint not null references import on delete cascade,
  actor_key     text not null,
  title         text not null,
  parent_type   text,
  parent_key    text,
  fields        jsonb not null,
  version       text,
  modified_at   text,
  -- The run that had it from the ERP's feed; null: what changed since is not known.
  collected_by  bigint,
  -- Null until it is judged. linked: already; duplicate: somebody has to say which record it is.
  verdict       text check (verdict in ('new', 'update', 'linked', 'duplicate', 'error')),
  -- Of update and linked: the record; of update: by which key it was found.
  record_id     bigint,
  matched_by    text,
  -- Of a person or project: the company its parent is linked to.
  company_id    bigint,
  -- The likeliest first: { recordId, keys, similarity, taken }.
  candidates    jsonb not null default '[]',
  -- Why it cannot be imported, or was not: { code, … }; and list items without a counterpart and the like.
  problem       jsonb,
  warnings      jsonb not null default '[]',
  -- What is compared with other actors of the import: the normal forms of VAT number, and of name and postcode.
  vat_form      text,
  name_form     text,
  -- Everything written before this moment was looked among, for what the mapping of this version makes of the actor.
  judged_as_of  timestamptz,
  judged_mapping integer,
  -- What somebody decided.
  selected      boolean not null default true,
  choice        text check (choice in ('link', 'create', 'skip')),
  choice_record bigint,
  outcome       text check (outcome in ('created', 'updated', 'linked', 'failed', 'undone')),
  link_id       bigint,
  run_id        bigint,
  unique (import_id, actor_key)
);
create index import_row_in_order on import_row (import_id, id);
create index import_row_verdict on import_row (import_id, verdict, id);
create index import_row_vat on import_row (import_id, vat_form) where vat_form is not null;
create index import_row_name on import_row (import_id, name_form) where name_form is not null;
create index import_row_record on import_row (import_id, record_id) where record_id is not null;
create index import_row_outcome on import_row (import_id, outcome, id) where outcome is not null;
-- Records that were let go since the preview.
create index link_let_go on link (connection_id, ended_at) where ended_at is not null;
create index run_of_import on run ((options ->> 'importId')) where options ? 'importId';

-- ── Cards: history, bin, merging ────────────────────────────────────────────────────────────────────────

alter table crm_edit
  -- The API key it was made with.
  add column api_key_id bigint,
  -- Made in the database, beside the app: nobody knows by whom.
  add column beside boolean not null default false;

-- Whoever writes through the app says so, if only with an empty `koppel.origin`. What is worked out is no edit.
create or replace function crm_record_edited() returns trigger language plpgsql as $$
declare
  before jsonb := to_jsonb(old) - 'custom' || old.custom;
  after jsonb := to_jsonb(new) - 'custom' || new.custom;
  changes jsonb;
begin
  select jsonb_object_agg(key, jsonb_build_array(before -> key, after -> key)) into changes
  from (select jsonb_object_keys(before) as key union select jsonb_object_keys(after)) keys
  where before -> key is distinct from after -> key
    and key not in ('id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'search', 'custom_search',
      'sort_name', 'sort_city');
  if changes is not null then
    insert into crm_edit (record_type, record_id, edited_by, changes, api_key_id, beside)
    values (tg_argv[0], new.id, new.updated_by, changes, nullif(current_setting('koppel.api_key', true), '')::bigint,
      current_setting('koppel.origin', true) is null);
  end if;
  return null;
end $$;

-- Two records that were one: the other is in the bin and refers to the survivor. `moved` is what undoing needs.
create table record_merge (
  id          bigint generated always as identity primary key,
  at          timestamptz not null default clock_timestamp(),
  merged_by   text not null,
  record_type text not null check (record_type in ('company', 'person', 'project')),
  survivor_id bigint not null,
  other_id    bigint not null,
  moved       jsonb not null,
  undone_at   timestamptz,
  undone_by   text
);
create unique index record_merge_open on record_merge (record_type, other_id) where undone_at is null;
create index record_merge_other on record_merge (record_type, other_id);
create index record_merge_survivor on record_merge (record_type, survivor_id);

-- ── Speed: smaller bases ────────────────────────────────────────────────────────────────────────────────

-- Where both halves of a pair are the same, that value stands for the pair. Pairs in the older form are read as well.
create function base_half(pair jsonb, half integer) returns jsonb
  language sql immutable parallel safe
  return case jsonb_typeof(pair) when 'array' then pair->half else pair end;

-- A link is updated again and again where it stands: with room beside it none of its indexes has to know.
alter table link set (fillfactor = 80);

update link l set base = (
  select jsonb_object_agg(key, case when value->0 = value->1 then value->0 else value end) from jsonb_each(l.base))
where l.base <> '{}';

-- ── Links that end while the ERP is being told ──────────────────────────────────────────────────────────

-- What the ERP was told without an answer that was stored is forgotten with the link: what it overwrote is in the log, whether it
-- arrived nobody finds out. Who hears the answer after all puts its own row in place of this one.
create function log_unanswered() returns trigger language plpgsql as $$
begin
  insert into sync_log (run_id, connection_id, link_id, record_type, record_id, actor_type, actor_key, direction,
    erp_field, crm_field, old_value, new_value, rule)
  select coalesce((told.value ->> 'run')::bigint, w.run_id), w.connection_id, new.id, new.record_type, new.record_id,
    new.actor_type, new.actor_key, 'toErp', told.key, coalesce(f.crm_field, ''),
    nullif(told.value -> 'old', 'null'), nullif(told.value -> 'value', 'null'), 'unanswered'
  from erp_write w cross join jsonb_each(w.fields) told
  left join erp_field f on f.connection_id = w.connection_id and f.actor_type = w.actor_type and f.key = told.key
  where w.link_id = new.id and w.sent_at is not null and w.run_id is not null;
  return null;
end $$;
create trigger link_ended_unanswered after update of ended_at on link for each row
  when (old.ended_at is null and new.ended_at is not null) execute function log_unanswered();

-- ── Resyncs that are cancelled ──────────────────────────────────────────────────────────────────────────

-- What a resync that ends before its time had planned and not told the ERP yet is forgotten: the fields are as they were before
-- it, and the next pass looks at them on both sides. A call that is under way stays to be found out.
create function forget_planned() returns trigger language plpgsql as $$
begin
  perform from link where connection_id = new.connection_id and start <> '{}' and ended_at is null
    and jsonb_path_exists(start, '$.*.run ? (@ == $run)', jsonb_build_object('run', new.id))
  order by id for no key update;
  with planned as (
    select l.id, array_agg(s.key) as keys,
      coalesce(jsonb_object_agg(s.key, s.value #> '{instead,base}') filter (where s.value #> '{instead,base}' is not null), '{}') as base,
      coalesce(jsonb_object_agg(s.key, s.value #> '{instead,start}') filter (where s.value #> '{instead,start}' is not null), '{}') as start
    from link l cross join jsonb_each(l.start) s
    where l.connection_id = new.connection_id and l.start <> '{}' and l.ended_at is null
      and s.value -> 'run' = to_jsonb(new.id) and s.value ? 'instead'
    group by l.id
  ),
  restored as (
    update link l set base = p.base || l.base, start = (l.start - p.keys) || p.start, to_ask = true
    from planned p where l.id = p.id returning l.id, l.connection_id
  ),
  unsent as (
    delete from erp_write w using restored r where w.link_id = r.id and w.sent_at is null
  )
  insert into crm_change as c (link_id, connection_id) select id, connection_id from restored order by id
  on conflict (link_id) do update set seq = default;
  return null;
end $$;
create trigger run_ended_early after update of state on run for each row
  when (new.kind = 'resyncToErp' and new.state = 'stopped' and old.state <> 'stopped') execute function forget_planned();

-- ── Fields that begin and were not delivered ────────────────────────────────────────────────────────────

alter table link
  -- A field without a base was not in what the ERP answered: when it is asked for again, and how often it was.
  add column owed_at timestamptz,
  add column owed_tries integer not null default 0;
create index link_owed on link (connection_id, id) where owed_at is not null;
-- Those an earlier release left without.
update link set owed_at = now() where start <> '{}' and ended_at is null;

-- ── What a list setting is called ───────────────────────────────────────────────────────────────────────

-- Setting → the text of the item that was chosen when it was saved: shown while the ERP does not answer.
alter table connection add column setting_texts jsonb not null default '{}';
