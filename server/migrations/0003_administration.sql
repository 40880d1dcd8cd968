-- What the finished administration needs.

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
