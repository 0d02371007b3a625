-- What the doctor needs to look at whole tables quickly. What it finds stays the same.

-- These only reckon: a query that calls them may be shared out among the processors.
alter function milliseconds_between(timestamptz, timestamptz) parallel safe;
alter function invoice_number(integer, integer) parallel safe;
alter function may_be_archived(text, text) parallel safe;
alter function audit_entry_text(audit_entries) parallel safe;
alter function seal_hash(bytea, audit_entries) parallel safe;

-- The same faults as before, the chain read once instead of twice.
create or replace view audit_faults as
  select s.venue_id, s.position, s.audit_entry_id, f.fault
  from (
    select *, lag(hash) over w as previous, lag(position, 1, 0::bigint) over w as before
    from audit_seals window w as (partition by venue_id order by position)
  ) s
  left join audit_entries e on e.venue_id = s.venue_id and e.id = s.audit_entry_id
  cross join lateral (values
    (case when e.id is null then 'removed' when s.hash <> seal_hash(s.previous, e) then 'edited' end),
    (case when s.position <> s.before + 1 then 'seal missing' end)
  ) as f (fault)
  where (e.id is null or s.position <> s.before + 1 or s.hash <> seal_hash(s.previous, e)) and f.fault is not null
  union all
  select e.venue_id, null, e.id, 'inserted'
  from audit_entries e
  where not exists (select from audit_seals s where s.venue_id = e.venue_id and s.audit_entry_id = e.id)
    and not exists (select from audit_entries_to_seal w where w.venue_id = e.venue_id and w.audit_entry_id = e.id);
