-- That work was finished when its tablet had no lease any more, so that it says so too when staff file it.
alter table quarantine add column outside_lease boolean not null default false;
