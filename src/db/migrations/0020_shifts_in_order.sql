-- What the count before a shift left in its till, and what was taken out before the next one opened.

create index shifts_by_till on shifts (venue_id, till_id, id);
create index shifts_by_opening on shifts (venue_id, opened_at);
