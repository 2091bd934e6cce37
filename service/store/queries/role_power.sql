-- Power of the connected role
-- Says, in words that complete "the role …", why row security would not hold it; null where it would.
select current_user::text as role, case
  when exists (select from pg_roles r where r.rolsuper and pg_has_role(r.oid, 'member'))
    then 'is a superuser or may become one'
  when exists (select from pg_roles r where r.rolbypassrls and pg_has_role(r.oid, 'member'))
    then 'may bypass row security'
  when exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
               and pg_has_role(c.relowner, 'member'))
    then 'owns tables or may act as their owner'
end as power
