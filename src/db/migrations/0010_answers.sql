-- A key is written together with its answer, at the end of the transaction that did the work: none stands without one.
delete from idempotency_records where body is null;
alter table idempotency_records alter column body set not null;
