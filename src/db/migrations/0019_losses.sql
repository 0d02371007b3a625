-- Who left without paying is told of among what leaves the till: whoever notes it may have taken the money.
drop index audit_entries_of_losses;
create index audit_entries_of_losses on audit_entries (venue_id, at)
  where action in ('purchase.cancel', 'purchase.unpaid', 'purchase.refund', 'purchase.refund_not_approved');
