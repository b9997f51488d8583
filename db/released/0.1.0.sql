--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: directory_words(text, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.directory_words(display_name text, name text, email text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'public', 'pg_temp'
    AS $$
  select distinct left(w.word, 100) from (
    select word from regexp_split_to_table(
        lower(concat_ws(' ', display_name, name, split_part(email, '@', 1))), '[[:space:],;.()"/<>@_+-]+') word
      where word <> '' limit 32
  ) w
  union select left(lower(btrim(email)), 100) where btrim(email) <> ''
$$;


--
-- Name: join_merged_collection(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.join_merged_collection() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  perform from account a where a.tenant_id = new.tenant_id and a.id = new.account_id for key share;
  new.merged_id := (select m.id from collection m where m.tenant_id = new.tenant_id
    and m.merges_account_id = new.account_id and m.kind = new.kind);
  return new;
end $$;


--
-- Name: journal_account_name(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_account_name() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, name, display_name, email from old_rows except select tenant_id, id, name, display_name, email from new_rows)
  union all
  (select tenant_id, id, name, display_name, email from new_rows except select tenant_id, id, name, display_name, email from old_rows))
  select * from (
  select a.tenant_id, c.id, a.id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.account_id = x.id union 
    select a.tenant_id, a.id as appointment_id from changed x
    join appointment a on a.tenant_id = x.tenant_id and a.owner_id = x.id) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.account_id = x.id union 
    select a.tenant_id, a.id as appointment_id from changed x
    join appointment a on a.tenant_id = x.tenant_id and a.owner_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.account_id = x.id union 
    select a.tenant_id, a.id as appointment_id from changed x
    join appointment a on a.tenant_id = x.tenant_id and a.owner_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_account_switch(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_account_switch() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, branch_id, name, display_name, email, calendar_enabled, tasks_enabled,
      contacts_enabled, active, locked_at, time_zone, language, notes_enabled from old_rows except select tenant_id, id, branch_id, name, display_name, email, calendar_enabled, tasks_enabled,
      contacts_enabled, active, locked_at, time_zone, language, notes_enabled from new_rows)
  union all
  (select tenant_id, id, branch_id, name, display_name, email, calendar_enabled, tasks_enabled,
      contacts_enabled, active, locked_at, time_zone, language, notes_enabled from new_rows except select tenant_id, id, branch_id, name, display_name, email, calendar_enabled, tasks_enabled,
      contacts_enabled, active, locked_at, time_zone, language, notes_enabled from old_rows))
  select * from (
  select c.tenant_id, c.id, 0 from (select x.tenant_id, x.id as account_id from changed x) x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_appointment(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_appointment() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, uid, owner_id, title, location, note, type, status, show_as, privacy,
      all_day, starts_at, ends_at, time_zone, start_date, end_date, reminder_minutes, rrule,
      rdates, client_data, collection_id from new_rows)
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.owner_id
      and c.kind = 'calendar' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (select y.tenant_id, y.id as appointment_id, y.owner_id, y.collection_id from changed y) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (select y.tenant_id, y.id as appointment_id, y.owner_id, y.collection_id from changed y) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, uid, owner_id, title, location, note, type, status, show_as, privacy,
      all_day, starts_at, ends_at, time_zone, start_date, end_date, reminder_minutes, rrule,
      rdates, client_data, collection_id from old_rows except select tenant_id, id, uid, owner_id, title, location, note, type, status, show_as, privacy,
      all_day, starts_at, ends_at, time_zone, start_date, end_date, reminder_minutes, rrule,
      rdates, client_data, collection_id from new_rows)
  union all
  (select tenant_id, id, uid, owner_id, title, location, note, type, status, show_as, privacy,
      all_day, starts_at, ends_at, time_zone, start_date, end_date, reminder_minutes, rrule,
      rdates, client_data, collection_id from new_rows except select tenant_id, id, uid, owner_id, title, location, note, type, status, show_as, privacy,
      all_day, starts_at, ends_at, time_zone, start_date, end_date, reminder_minutes, rrule,
      rdates, client_data, collection_id from old_rows))
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.owner_id
      and c.kind = 'calendar' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (select y.tenant_id, y.id as appointment_id, y.owner_id, y.collection_id from changed y) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (select y.tenant_id, y.id as appointment_id, y.owner_id, y.collection_id from changed y) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, uid, owner_id, title, location, note, type, status, show_as, privacy,
      all_day, starts_at, ends_at, time_zone, start_date, end_date, reminder_minutes, rrule,
      rdates, client_data, collection_id from old_rows)
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.owner_id
      and c.kind = 'calendar' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (select y.tenant_id, y.id as appointment_id, y.owner_id, y.collection_id from changed y) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (select y.tenant_id, y.id as appointment_id, y.owner_id, y.collection_id from changed y) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_appointment_property(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_appointment_property() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, appointment_id, property_id from new_rows)
  select * from (
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, appointment_id, property_id from old_rows except select tenant_id, appointment_id, property_id from new_rows)
  union all
  (select tenant_id, appointment_id, property_id from new_rows except select tenant_id, appointment_id, property_id from old_rows))
  select * from (
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, appointment_id, property_id from old_rows)
  select * from (
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_branch(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_branch() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, time_zone from old_rows except select tenant_id, id, time_zone from new_rows)
  union all
  (select tenant_id, id, time_zone from new_rows except select tenant_id, id, time_zone from old_rows))
  select * from (
  select c.tenant_id, c.id, 0 from (
    select a.tenant_id, a.id as account_id from changed x
    join account a on a.tenant_id = x.tenant_id and a.branch_id = x.id) x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_collection(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_collection() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  folder collection;
begin
  if tg_op = 'DELETE' then folder := old; else folder := new; end if;
  insert into journal_touched (tenant_id, collection_id, item_id)
    select c.tenant_id, c.id, 0 from collection c
      where c.tenant_id = folder.tenant_id and c.account_id = folder.account_id
    -- One that is gone has no journal any more, but those who wait for it are told.
    union select folder.tenant_id, folder.id, 0
    on conflict do nothing;
  insert into journal_marker default values on conflict do nothing;
  return null;
end $$;


--
-- Name: journal_commit(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_commit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  merging boolean;
  payload text;
begin
  -- No key update: rows that refer to a collection may be inserted meanwhile.
  select bool_or(locked.merges) into merging from (
    select c.merged_id is not null as merges from collection c
      where (c.tenant_id, c.id) in (
        select t.tenant_id, t.collection_id from journal_touched t where t.xid = new.xid)
      order by c.merges_account_id is not null, c.tenant_id, c.id
      for no key update of c) locked;

  if merging then
    insert into journal_touched (xid, tenant_id, collection_id, item_id)
      select t.xid, t.tenant_id, c.merged_id, t.item_id
      from journal_touched t
      join collection c on c.tenant_id = t.tenant_id and c.id = t.collection_id
      where t.xid = new.xid and c.merged_id is not null
      on conflict do nothing;
    perform from collection c
      where (c.tenant_id, c.id) in (
        select t.tenant_id, t.collection_id from journal_touched t where t.xid = new.xid)
        and c.merges_account_id is not null
      order by c.tenant_id, c.id
      for no key update;
  end if;

  update collection c set revision = c.revision + 1
    from (select distinct t.tenant_id, t.collection_id
      from journal_touched t where t.xid = new.xid) t
    where c.tenant_id = t.tenant_id and c.id = t.collection_id;

  insert into journal (tenant_id, collection_id, item_id, revision)
    select t.tenant_id, t.collection_id, t.item_id, c.revision
    from journal_touched t
    join collection c on c.tenant_id = t.tenant_id and c.id = t.collection_id
    where t.xid = new.xid
    on conflict (tenant_id, collection_id, item_id)
      do update set revision = excluded.revision, changed_at = excluded.changed_at;

  if not exists (select from installation i where i.name = 'notify' and i.value = '"off"') then
    -- 400 ids of up to 16 digits stay below the 8000 bytes of a payload.
    for payload in
      select n.tenant_id || ':' || string_agg(n.collection_id::text, ',' order by n.collection_id)
      from (
        select t.tenant_id, t.collection_id, (row_number() over (
          partition by t.tenant_id order by t.collection_id) - 1) / 400 as chunk
        from journal_touched t where t.xid = new.xid
        group by t.tenant_id, t.collection_id
      ) n
      group by n.tenant_id, n.chunk order by n.tenant_id, n.chunk
    loop
      perform pg_notify('termingate', payload);
    end loop;
  end if;

  delete from journal_touched t where t.xid = new.xid;
  -- A later write of this transaction (after SET CONSTRAINTS ALL IMMEDIATE) makes a new one.
  delete from journal_marker m where m.xid = new.xid;
  return null;
end $$;


--
-- Name: journal_contact(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_contact() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, uid, responsible_id, salutation, title, first_name, last_name, company,
      company_suffix, street, postal_code, city, country, homepage, birthday, note, picture,
      client_data, logo from old_rows except select tenant_id, id, uid, responsible_id, salutation, title, first_name, last_name, company,
      company_suffix, street, postal_code, city, country, homepage, birthday, note, picture,
      client_data, logo from new_rows)
  union all
  (select tenant_id, id, uid, responsible_id, salutation, title, first_name, last_name, company,
      company_suffix, street, postal_code, city, country, homepage, birthday, note, picture,
      client_data, logo from new_rows except select tenant_id, id, uid, responsible_id, salutation, title, first_name, last_name, company,
      company_suffix, street, postal_code, city, country, homepage, birthday, note, picture,
      client_data, logo from old_rows))
  select * from (
  select s.tenant_id, c.id, s.contact_id from changed x
    join contact_sync s on s.tenant_id = x.tenant_id and s.contact_id = x.id
    join collection c on c.tenant_id = s.tenant_id and c.account_id = s.account_id
      and c.kind = 'contacts' and case when s.collection_id is null
        then c.name is null else c.id = s.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_contact_name(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_contact_name() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, salutation, title, first_name, last_name, company, company_suffix from old_rows except select tenant_id, id, salutation, title, first_name, last_name, company, company_suffix from new_rows)
  union all
  (select tenant_id, id, salutation, title, first_name, last_name, company, company_suffix from new_rows except select tenant_id, id, salutation, title, first_name, last_name, company, company_suffix from old_rows))
  select * from (
  select a.tenant_id, c.id, a.id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.contact_id = x.id) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.contact_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.contact_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_contact_sync(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_contact_sync() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, account_id, contact_id, collection_id from new_rows)
  select * from (
  select x.tenant_id, c.id, x.contact_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'contacts' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, account_id, contact_id, collection_id from old_rows except select tenant_id, account_id, contact_id, collection_id from new_rows)
  union all
  (select tenant_id, account_id, contact_id, collection_id from new_rows except select tenant_id, account_id, contact_id, collection_id from old_rows))
  select * from (
  select x.tenant_id, c.id, x.contact_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'contacts' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, account_id, contact_id, collection_id from old_rows)
  select * from (
  select x.tenant_id, c.id, x.contact_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'contacts' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_device(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_device() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  insert into journal_touched (tenant_id, collection_id, item_id)
    select c.tenant_id, c.id, 0 from collection c
      where c.tenant_id = new.tenant_id and c.account_id = new.account_id
    on conflict do nothing;
  insert into journal_marker default values on conflict do nothing;
  return null;
end $$;


--
-- Name: journal_device_merge(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_device_merge() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  insert into journal_touched (tenant_id, collection_id, item_id)
    select c.tenant_id, c.id, 0 from collection c
      where c.tenant_id = new.tenant_id and c.account_id = new.account_id
    on conflict do nothing;
  insert into journal_marker default values on conflict do nothing;
  return null;
end $$;


--
-- Name: journal_login(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_login() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  tenant bigint;
  account bigint;
begin
  case tg_table_name
    when 'app_password' then tenant := new.tenant_id; account := new.account_id;
    when 'account' then tenant := new.tenant_id; account := new.id;
    else tenant := new.id;
  end case;
  insert into journal_touched (tenant_id, collection_id, item_id)
    select c.tenant_id, c.id, 0 from collection c
      where c.tenant_id = tenant and c.account_id is not null
        and (account is null or c.account_id = account)
    on conflict do nothing;
  insert into journal_marker default values on conflict do nothing;
  return null;
end $$;


--
-- Name: journal_note(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_note() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, uid, owner_id, title, body, categories, status, client_data, collection_id from new_rows)
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.owner_id
      and c.kind = 'notes' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, uid, owner_id, title, body, categories, status, client_data, collection_id from old_rows except select tenant_id, id, uid, owner_id, title, body, categories, status, client_data, collection_id from new_rows)
  union all
  (select tenant_id, id, uid, owner_id, title, body, categories, status, client_data, collection_id from new_rows except select tenant_id, id, uid, owner_id, title, body, categories, status, client_data, collection_id from old_rows))
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.owner_id
      and c.kind = 'notes' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, uid, owner_id, title, body, categories, status, client_data, collection_id from old_rows)
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.owner_id
      and c.kind = 'notes' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_number(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, contact_id, kind, type, value, is_default, sync_slot from new_rows)
  select * from (
  select s.tenant_id, c.id, s.contact_id from changed x
    join contact_sync s on s.tenant_id = x.tenant_id and s.contact_id = x.contact_id
    join collection c on c.tenant_id = s.tenant_id and c.account_id = s.account_id
      and c.kind = 'contacts' and case when s.collection_id is null
        then c.name is null else c.id = s.collection_id end
  union 
  select a.tenant_id, c.id, a.id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, contact_id, kind, type, value, is_default, sync_slot from old_rows except select tenant_id, id, contact_id, kind, type, value, is_default, sync_slot from new_rows)
  union all
  (select tenant_id, id, contact_id, kind, type, value, is_default, sync_slot from new_rows except select tenant_id, id, contact_id, kind, type, value, is_default, sync_slot from old_rows))
  select * from (
  select s.tenant_id, c.id, s.contact_id from changed x
    join contact_sync s on s.tenant_id = x.tenant_id and s.contact_id = x.contact_id
    join collection c on c.tenant_id = s.tenant_id and c.account_id = s.account_id
      and c.kind = 'contacts' and case when s.collection_id is null
        then c.name is null else c.id = s.collection_id end
  union 
  select a.tenant_id, c.id, a.id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, contact_id, kind, type, value, is_default, sync_slot from old_rows)
  select * from (
  select s.tenant_id, c.id, s.contact_id from changed x
    join contact_sync s on s.tenant_id = x.tenant_id and s.contact_id = x.contact_id
    join collection c on c.tenant_id = s.tenant_id and c.account_id = s.account_id
      and c.kind = 'contacts' and case when s.collection_id is null
        then c.name is null else c.id = s.collection_id end
  union 
  select a.tenant_id, c.id, a.id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email') y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_override(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_override() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data from new_rows)
  select * from (
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data from old_rows except select tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data from new_rows)
  union all
  (select tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data from new_rows except select tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data from old_rows))
  select * from (
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data from old_rows)
  select * from (
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_participant(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_participant() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, appointment_id, account_id, contact_id, resource_id, name, email,
      status, optional from new_rows)
  select * from (
  select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'calendar' and c.name is null
    where (select case when i.owner_id = x.account_id then i.collection_id end
      from appointment i where i.tenant_id = x.tenant_id and i.id = x.appointment_id) is null
  union select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.resource_id = x.resource_id
  union 
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, appointment_id, account_id, contact_id, resource_id, name, email,
      status, optional from old_rows except select tenant_id, id, appointment_id, account_id, contact_id, resource_id, name, email,
      status, optional from new_rows)
  union all
  (select tenant_id, id, appointment_id, account_id, contact_id, resource_id, name, email,
      status, optional from new_rows except select tenant_id, id, appointment_id, account_id, contact_id, resource_id, name, email,
      status, optional from old_rows))
  select * from (
  select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'calendar' and c.name is null
    where (select case when i.owner_id = x.account_id then i.collection_id end
      from appointment i where i.tenant_id = x.tenant_id and i.id = x.appointment_id) is null
  union select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.resource_id = x.resource_id
  union 
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, appointment_id, account_id, contact_id, resource_id, name, email,
      status, optional from old_rows)
  select * from (
  select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'calendar' and c.name is null
    where (select case when i.owner_id = x.account_id then i.collection_id end
      from appointment i where i.tenant_id = x.tenant_id and i.id = x.appointment_id) is null
  union select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.resource_id = x.resource_id
  union 
  select a.tenant_id, c.id, a.id from (select x.tenant_id, x.appointment_id from changed x) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (select x.tenant_id, x.appointment_id from changed x) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_picture_copy(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_picture_copy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, contact_id, turn, made_at from old_rows except select tenant_id, contact_id, turn, made_at from new_rows)
  union all
  (select tenant_id, contact_id, turn, made_at from new_rows except select tenant_id, contact_id, turn, made_at from old_rows))
  select * from (
  select s.tenant_id, c.id, s.contact_id from changed x
    join contact_sync s on s.tenant_id = x.tenant_id and s.contact_id = x.contact_id
    join collection c on c.tenant_id = s.tenant_id and c.account_id = s.account_id
      and c.kind = 'contacts' and case when s.collection_id is null
        then c.name is null else c.id = s.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_property(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_property() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, title, address from old_rows except select tenant_id, id, title, address from new_rows)
  union all
  (select tenant_id, id, title, address from new_rows except select tenant_id, id, title, address from old_rows))
  select * from (
  select a.tenant_id, c.id, a.id from (
    select l.tenant_id, l.appointment_id from changed x
    join appointment_property l on l.tenant_id = x.tenant_id and l.property_id = x.id) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select l.tenant_id, l.appointment_id from changed x
    join appointment_property l on l.tenant_id = x.tenant_id and l.property_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select l.tenant_id, l.appointment_id from changed x
    join appointment_property l on l.tenant_id = x.tenant_id and l.property_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_resource_name(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_resource_name() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, name, email from old_rows except select tenant_id, id, name, email from new_rows)
  union all
  (select tenant_id, id, name, email from new_rows except select tenant_id, id, name, email from old_rows))
  select * from (
  select a.tenant_id, c.id, a.id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.resource_id = x.id) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and case when a.collection_id is null
        then c.name is null else c.id = a.collection_id end
  union 
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.resource_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.resource_id = x.id) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar') touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_resource_release(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_resource_release() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, account_id, name, sync_allowed from old_rows except select tenant_id, id, account_id, name, sync_allowed from new_rows)
  union all
  (select tenant_id, id, account_id, name, sync_allowed from new_rows except select tenant_id, id, account_id, name, sync_allowed from old_rows))
  select * from (
  select c.tenant_id, c.id, 0 from changed x
    join collection c on c.tenant_id = x.tenant_id and c.resource_id = x.id
  union 
  select c.tenant_id, c.id, 0 from (select x.tenant_id, x.account_id from changed x) x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_task(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_task() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, uid, responsible_id, title, note, type, priority, start_date, due_date,
      deadline, privacy, reminder_at, status, percent_complete, completed_at, rrule, time_zone,
      client_data, collection_id from new_rows)
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.responsible_id
      and c.kind = 'tasks' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end
  union 
  select e.tenant_id, c.id, e.task_id from (select y.tenant_id, y.id as task_id, y.responsible_id, y.collection_id from changed y) x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.task_id
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks' and c.name is null
    where x.collection_id is null or x.responsible_id is distinct from e.account_id) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, id, uid, responsible_id, title, note, type, priority, start_date, due_date,
      deadline, privacy, reminder_at, status, percent_complete, completed_at, rrule, time_zone,
      client_data, collection_id from old_rows except select tenant_id, id, uid, responsible_id, title, note, type, priority, start_date, due_date,
      deadline, privacy, reminder_at, status, percent_complete, completed_at, rrule, time_zone,
      client_data, collection_id from new_rows)
  union all
  (select tenant_id, id, uid, responsible_id, title, note, type, priority, start_date, due_date,
      deadline, privacy, reminder_at, status, percent_complete, completed_at, rrule, time_zone,
      client_data, collection_id from new_rows except select tenant_id, id, uid, responsible_id, title, note, type, priority, start_date, due_date,
      deadline, privacy, reminder_at, status, percent_complete, completed_at, rrule, time_zone,
      client_data, collection_id from old_rows))
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.responsible_id
      and c.kind = 'tasks' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end
  union 
  select e.tenant_id, c.id, e.task_id from (select y.tenant_id, y.id as task_id, y.responsible_id, y.collection_id from changed y) x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.task_id
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks' and c.name is null
    where x.collection_id is null or x.responsible_id is distinct from e.account_id) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, id, uid, responsible_id, title, note, type, priority, start_date, due_date,
      deadline, privacy, reminder_at, status, percent_complete, completed_at, rrule, time_zone,
      client_data, collection_id from old_rows)
  select * from (
  select x.tenant_id, c.id, x.id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.responsible_id
      and c.kind = 'tasks' and case when x.collection_id is null
        then c.name is null else c.id = x.collection_id end
  union 
  select e.tenant_id, c.id, e.task_id from (select y.tenant_id, y.id as task_id, y.responsible_id, y.collection_id from changed y) x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.task_id
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks' and c.name is null
    where x.collection_id is null or x.responsible_id is distinct from e.account_id) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_task_editor(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_task_editor() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET join_collapse_limit TO '1'
    SET from_collapse_limit TO '1'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'INSERT' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, task_id, account_id from new_rows)
  select * from (
  select x.tenant_id, c.id, x.task_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'tasks' and c.name is null
    where (select case when i.responsible_id = x.account_id then i.collection_id end
      from task i where i.tenant_id = x.tenant_id and i.id = x.task_id) is null
  union 
  select e.tenant_id, c.id, e.task_id from (
    select t.tenant_id, t.id as task_id, t.responsible_id, t.collection_id from changed y
    join task t on t.tenant_id = y.tenant_id and t.id = y.task_id) x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.task_id
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks' and c.name is null
    where x.collection_id is null or x.responsible_id is distinct from e.account_id
  union select t.tenant_id, c.id, t.task_id from (
    select t.tenant_id, t.id as task_id, t.responsible_id, t.collection_id from changed y
    join task t on t.tenant_id = y.tenant_id and t.id = y.task_id) t
    join collection c on c.tenant_id = t.tenant_id and c.account_id = t.responsible_id
      and c.kind = 'tasks' and case when t.collection_id is null
        then c.name is null else c.id = t.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select tenant_id, task_id, account_id from old_rows except select tenant_id, task_id, account_id from new_rows)
  union all
  (select tenant_id, task_id, account_id from new_rows except select tenant_id, task_id, account_id from old_rows))
  select * from (
  select x.tenant_id, c.id, x.task_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'tasks' and c.name is null
    where (select case when i.responsible_id = x.account_id then i.collection_id end
      from task i where i.tenant_id = x.tenant_id and i.id = x.task_id) is null
  union 
  select e.tenant_id, c.id, e.task_id from (
    select t.tenant_id, t.id as task_id, t.responsible_id, t.collection_id from changed y
    join task t on t.tenant_id = y.tenant_id and t.id = y.task_id) x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.task_id
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks' and c.name is null
    where x.collection_id is null or x.responsible_id is distinct from e.account_id
  union select t.tenant_id, c.id, t.task_id from (
    select t.tenant_id, t.id as task_id, t.responsible_id, t.collection_id from changed y
    join task t on t.tenant_id = y.tenant_id and t.id = y.task_id) t
    join collection c on c.tenant_id = t.tenant_id and c.account_id = t.responsible_id
      and c.kind = 'tasks' and case when t.collection_id is null
        then c.name is null else c.id = t.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if tg_op = 'DELETE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (select tenant_id, task_id, account_id from old_rows)
  select * from (
  select x.tenant_id, c.id, x.task_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = 'tasks' and c.name is null
    where (select case when i.responsible_id = x.account_id then i.collection_id end
      from task i where i.tenant_id = x.tenant_id and i.id = x.task_id) is null
  union 
  select e.tenant_id, c.id, e.task_id from (
    select t.tenant_id, t.id as task_id, t.responsible_id, t.collection_id from changed y
    join task t on t.tenant_id = y.tenant_id and t.id = y.task_id) x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.task_id
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks' and c.name is null
    where x.collection_id is null or x.responsible_id is distinct from e.account_id
  union select t.tenant_id, c.id, t.task_id from (
    select t.tenant_id, t.id as task_id, t.responsible_id, t.collection_id from changed y
    join task t on t.tenant_id = y.tenant_id and t.id = y.task_id) t
    join collection c on c.tenant_id = t.tenant_id and c.account_id = t.responsible_id
      and c.kind = 'tasks' and case when t.collection_id is null
        then c.name is null else c.id = t.collection_id end) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: journal_tenant(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.journal_tenant() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
declare
  added bigint := 0;
begin
  if tg_op = 'UPDATE' then
  insert into journal_touched (tenant_id, collection_id, item_id)
  with changed as (
  (select id, name, domains, rule_set, rule_settings, module_enabled, time_zone, language from old_rows except select id, name, domains, rule_set, rule_settings, module_enabled, time_zone, language from new_rows)
  union all
  (select id, name, domains, rule_set, rule_settings, module_enabled, time_zone, language from new_rows except select id, name, domains, rule_set, rule_settings, module_enabled, time_zone, language from old_rows))
  select * from (
  select c.tenant_id, c.id, 0 from changed x join collection c on c.tenant_id = x.id) touched
  on conflict do nothing;
  get diagnostics added = row_count;
  end if;
  if added > 0 then
    insert into journal_marker default values on conflict do nothing;
  end if;
  return null;
end $$;


--
-- Name: keep_account_collections(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_account_collections() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  insert into collection (tenant_id, kind, account_id)
  select n.tenant_id, k.kind, n.id
  from new_rows n cross join
    (values (1, 'calendar'), (2, 'tasks'), (3, 'contacts'), (4, 'notes')) k (place, kind)
  order by n.tenant_id, n.id, k.place;
  return null;
end $$;


--
-- Name: keep_appointment(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_appointment() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  before appointment := old;
  after appointment := new;
begin
  if new.series_end is not distinct from old.series_end
    and (new.rrule, new.rdates, new.all_day, new.starts_at, new.ends_at, new.time_zone,
         new.start_date, new.end_date)
      is distinct from (old.rrule, old.rdates, old.all_day, old.starts_at, old.ends_at,
         old.time_zone, old.start_date, old.end_date)
  then
    new.series_end := null;
  end if;
  before.series_end := null;
  after.series_end := null;
  before.collection_id := null;
  after.collection_id := null;
  if after is distinct from before and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;


--
-- Name: keep_appointment_home(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_appointment_home() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  folder text;
begin
  if tg_op = 'UPDATE' and new.collection_id is not distinct from old.collection_id then
    if new.owner_id is distinct from old.owner_id then new.collection_id := null; end if;
    return new;
  end if;
  select c.name into folder from collection c
    where c.tenant_id = new.tenant_id and c.id = new.collection_id
      and c.account_id = new.owner_id and c.kind = 'calendar';
  if not found then
    raise foreign_key_violation using table = 'appointment', column = 'collection_id',
      message = format('Collection %s is none of kind calendar of account %s.',
        new.collection_id, coalesce(new.owner_id::text, '(none)'));
  end if;
  -- The default collection has no items of its own: null stands for it.
  if folder is null then new.collection_id := null; end if;
  return new;
end $$;


--
-- Name: keep_contact_sync_home(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_contact_sync_home() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  folder text;
begin
  if tg_op = 'UPDATE' and new.collection_id is not distinct from old.collection_id then
    if new.account_id is distinct from old.account_id then new.collection_id := null; end if;
    return new;
  end if;
  select c.name into folder from collection c
    where c.tenant_id = new.tenant_id and c.id = new.collection_id
      and c.account_id = new.account_id and c.kind = 'contacts';
  if not found then
    raise foreign_key_violation using table = 'contact_sync', column = 'collection_id',
      message = format('Collection %s is none of kind contacts of account %s.',
        new.collection_id, coalesce(new.account_id::text, '(none)'));
  end if;
  -- The default collection has no items of its own: null stands for it.
  if folder is null then new.collection_id := null; end if;
  return new;
end $$;


--
-- Name: keep_directory_words(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_directory_words() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  if tg_op = 'UPDATE' then
    if (new.display_name, new.name, new.email)
        is not distinct from (old.display_name, old.name, old.email) then
      return null;
    end if;
    delete from directory_word where tenant_id = old.tenant_id and account_id = old.id;
  end if;
  insert into directory_word (tenant_id, account_id, word)
    select new.tenant_id, new.id, w from directory_words(new.display_name, new.name, new.email) w
    on conflict do nothing;
  return null;
end $$;


--
-- Name: keep_login_names(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_login_names() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  if tg_op = 'INSERT' then
    perform set_login_names(array_agg(n.tenant_id), array_agg(n.id)) from new_rows n
      having count(*) > 0;
  else
    perform set_login_names(array_agg(n.tenant_id), array_agg(n.id)) from (
      select tenant_id, id, name from new_rows except select tenant_id, id, name from old_rows) n
      having count(*) > 0;
  end if;
  return null;
end $$;


--
-- Name: keep_note(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  before note := old;
  after note := new;
begin
  before.collection_id := null;
  after.collection_id := null;
  if after is distinct from before and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;


--
-- Name: keep_note_home(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_note_home() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  folder text;
begin
  if tg_op = 'UPDATE' and new.collection_id is not distinct from old.collection_id then
    if new.owner_id is distinct from old.owner_id then new.collection_id := null; end if;
    return new;
  end if;
  select c.name into folder from collection c
    where c.tenant_id = new.tenant_id and c.id = new.collection_id
      and c.account_id = new.owner_id and c.kind = 'notes';
  if not found then
    raise foreign_key_violation using table = 'note', column = 'collection_id',
      message = format('Collection %s is none of kind notes of account %s.',
        new.collection_id, coalesce(new.owner_id::text, '(none)'));
  end if;
  -- The default collection has no items of its own: null stands for it.
  if folder is null then new.collection_id := null; end if;
  return new;
end $$;


--
-- Name: keep_password(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_password() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.password_version := old.password_version + 1;
  new.password_changed_at := now();
  new.former_password_hashes := array_remove(
    array_remove(array_prepend(old.password_hash, old.former_password_hashes), null),
    new.password_hash);
  new.former_password_hashes := new.former_password_hashes[1:2];
  return new;
end $$;


--
-- Name: keep_picture_copy(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_picture_copy() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  if coalesce(octet_length(coalesce(nullif(new.picture, ''), new.logo)), 0) <= 36864 then
    delete from contact_picture_copy p
      where p.tenant_id = new.tenant_id and p.contact_id = new.id;
  else
    insert into contact_picture_copy (tenant_id, contact_id) values (new.tenant_id, new.id)
    on conflict (tenant_id, contact_id) do update
      set turn = contact_picture_copy.turn + 1, copy = null, problem = null, made_at = null;
  end if;
  return null;
end $$;


--
-- Name: keep_resource_collection(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_resource_collection() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  insert into collection (tenant_id, kind, resource_id)
  select n.tenant_id, 'calendar', n.id from new_rows n order by n.tenant_id, n.id;
  return null;
end $$;


--
-- Name: keep_slot(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_slot() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  perform from contact c where c.tenant_id = new.tenant_id and c.id = new.contact_id
    for no key update;
  update contact_number h set sync_slot = null
  where h.tenant_id = new.tenant_id and h.contact_id = new.contact_id
    and h.sync_slot = new.sync_slot and h.id <> new.id
    and exists (
      select from contact_number n
      where n.tenant_id = new.tenant_id and n.id = new.id
        and n.contact_id = new.contact_id and n.sync_slot = new.sync_slot);
  return null;
end $$;


--
-- Name: keep_task(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_task() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  before task := old;
  after task := new;
begin
  before.collection_id := null;
  after.collection_id := null;
  if after is distinct from before and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;


--
-- Name: keep_task_home(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_task_home() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  folder text;
begin
  if tg_op = 'UPDATE' and new.collection_id is not distinct from old.collection_id then
    if new.responsible_id is distinct from old.responsible_id then new.collection_id := null; end if;
    return new;
  end if;
  select c.name into folder from collection c
    where c.tenant_id = new.tenant_id and c.id = new.collection_id
      and c.account_id = new.responsible_id and c.kind = 'tasks';
  if not found then
    raise foreign_key_violation using table = 'task', column = 'collection_id',
      message = format('Collection %s is none of kind tasks of account %s.',
        new.collection_id, coalesce(new.responsible_id::text, '(none)'));
  end if;
  -- The default collection has no items of its own: null stands for it.
  if folder is null then new.collection_id := null; end if;
  return new;
end $$;


--
-- Name: keep_tenant_login_names(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_tenant_login_names() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
begin
  perform set_login_names(array_agg(a.tenant_id), array_agg(a.id)) from (
    select id, name from new_rows except select id, name from old_rows) n
    join account a on a.tenant_id = n.id
    having count(*) > 0;
  return null;
end $$;


--
-- Name: keep_updated_at(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.keep_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new is distinct from old and new.updated_at is not distinct from old.updated_at then
    new.updated_at := now();
  end if;
  return new;
end $$;


--
-- Name: prefill_contact_slots(bigint, bigint, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.prefill_contact_slots(tenant bigint, contact bigint, way text DEFAULT 'manual'::text) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  given integer;
begin
  if way is null or way not in ('manual', 'assisted') then
    raise exception 'A contact is entered manual or assisted, not "%".', way using errcode = '22023';
  end if;
  -- Two calls at once wait for each other.
  perform from contact c where c.tenant_id = tenant and c.id = contact for no key update;
  with field as (
    select n.id, f.name,
      row_number() over (partition by f.name order by n.is_default desc, n.id) as place
    from contact_number n
    cross join lateral (select case
      when n.kind = 'phone' and n.type ~* 'mobil|handy|cell' then 'mobile' else n.kind end as name) f
    where n.tenant_id = tenant and n.contact_id = contact and btrim(n.value) <> ''
  ), prefilled (entered, name, place, slot) as (values
    ('manual', 'phone', 1, 'home'),
    ('manual', 'fax', 1, 'home-fax'),
    ('manual', 'mobile', 1, 'mobile'),
    ('manual', 'email', 1, 'email1'),
    ('assisted', 'phone', 1, 'home'),
    ('assisted', 'phone', 2, 'home2'),
    ('assisted', 'mobile', 1, 'mobile'),
    ('assisted', 'fax', 1, 'home-fax'),
    ('assisted', 'email', 1, 'email1'),
    ('assisted', 'email', 2, 'email2')
  )
  update contact_number n set sync_slot = p.slot
  from field f join prefilled p on p.entered = way and p.name = f.name and p.place = f.place
  where n.tenant_id = tenant and n.id = f.id and n.sync_slot is null
    and not exists (
      select from contact_number h
      where h.tenant_id = tenant and h.contact_id = contact and h.sync_slot = p.slot);
  get diagnostics given = row_count;
  return given;
end $$;


--
-- Name: raise_policy_version(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.raise_policy_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.policy_version := old.policy_version + 1;
  return new;
end $$;


--
-- Name: set_login_names(bigint[], bigint[]); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.set_login_names(tenants bigint[], accounts bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
declare
  wanted record;
  holder record;
begin
  delete from login_name l using unnest(tenants, accounts) x (tenant_id, id)
  where l.tenant_id = x.tenant_id and l.account_id = x.id;
  for wanted in
    select a.name || '_' || t.name as login, a.tenant_id, a.id, a.name, t.name as tenant
    from unnest(tenants, accounts) x (tenant_id, id)
    join account a using (tenant_id, id) join tenant t on t.id = a.tenant_id
    order by 1
  loop
    insert into login_name (login, tenant_id, account_id)
    values (wanted.login, wanted.tenant_id, wanted.id) on conflict (login) do nothing;
    continue when found;
    select a.name, t.name as tenant into holder
    from login_name l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
    join tenant t on t.id = a.tenant_id where l.login = wanted.login;
    raise unique_violation using constraint = 'login_name_pkey', table = 'login_name',
      message = format('The login name "%s" of user "%s" in tenant "%s" is taken by user "%s" '
        'in tenant "%s": choose another name.',
        wanted.login, wanted.name, wanted.tenant, holder.name, holder.tenant);
  end loop;
end $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: account; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.account (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    branch_id bigint,
    name text NOT NULL,
    display_name text DEFAULT ''::text NOT NULL,
    email text,
    password_hash text,
    password_version integer DEFAULT 1 NOT NULL,
    password_changed_at timestamp with time zone DEFAULT now() NOT NULL,
    password_expires_at timestamp with time zone,
    former_password_hashes text[] DEFAULT '{}'::text[] NOT NULL,
    time_zone text,
    language text,
    is_admin boolean DEFAULT false NOT NULL,
    active boolean DEFAULT true NOT NULL,
    calendar_enabled boolean DEFAULT false NOT NULL,
    tasks_enabled boolean DEFAULT false NOT NULL,
    contacts_enabled boolean DEFAULT false NOT NULL,
    locked_at timestamp with time zone,
    lock_reason text,
    lock_device text,
    lock_address text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    notes_enabled boolean DEFAULT true NOT NULL,
    installation_admin boolean DEFAULT false NOT NULL,
    phone_password text,
    CONSTRAINT account_language_check CHECK ((language = ANY (ARRAY['de'::text, 'en'::text]))),
    CONSTRAINT account_name_check CHECK (((name <> ''::text) AND (name !~ '[@\\:[:cntrl:][:space:]]'::text))),
    CONSTRAINT account_phone_password_check CHECK ((phone_password = ANY (ARRAY['allowed'::text, 'app-only'::text])))
);


--
-- Name: account_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: api_answer; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_answer (
    tenant_id bigint NOT NULL,
    token_id bigint NOT NULL,
    key text NOT NULL,
    print bytea NOT NULL,
    answer jsonb,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: api_token; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_token (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    of_tenant bigint GENERATED ALWAYS AS (NULLIF(tenant_id, 0)) STORED,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    created_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT api_token_name_check CHECK ((name <> ''::text))
);


--
-- Name: api_token_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.api_token ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.api_token_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: app_password; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.app_password (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    name text NOT NULL,
    scope text DEFAULT 'activesync'::text NOT NULL,
    secret_hash bytea NOT NULL,
    created_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    last_device text,
    last_address text,
    revoked_at timestamp with time zone,
    CONSTRAINT app_password_scope_check CHECK ((scope = 'activesync'::text))
);


--
-- Name: app_password_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.app_password ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.app_password_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: appointment; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.appointment (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    uid text DEFAULT (gen_random_uuid())::text NOT NULL,
    owner_id bigint,
    title text DEFAULT ''::text NOT NULL,
    location text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    type text,
    status text DEFAULT 'planned'::text NOT NULL,
    show_as text,
    privacy text DEFAULT 'normal'::text NOT NULL,
    all_day boolean DEFAULT false NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    time_zone text,
    start_date date,
    end_date date,
    reminder_minutes integer,
    rrule text,
    rdates text[] DEFAULT '{}'::text[] NOT NULL,
    series_end timestamp with time zone,
    client_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    collection_id bigint,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT appointment_check CHECK (
CASE
    WHEN all_day THEN ((start_date IS NOT NULL) AND (end_date > start_date))
    ELSE ((starts_at IS NOT NULL) AND (ends_at >= starts_at))
END),
    CONSTRAINT appointment_details_check CHECK ((jsonb_typeof(details) = 'object'::text)),
    CONSTRAINT appointment_privacy_check CHECK ((privacy = ANY (ARRAY['normal'::text, 'personal'::text, 'private'::text, 'confidential'::text]))),
    CONSTRAINT appointment_reminder_minutes_check CHECK ((reminder_minutes >= 0)),
    CONSTRAINT appointment_show_as_check CHECK ((show_as = ANY (ARRAY['free'::text, 'tentative'::text, 'busy'::text, 'out-of-office'::text, 'elsewhere'::text]))),
    CONSTRAINT appointment_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'tentative'::text, 'confirmed'::text, 'done'::text, 'cancelled'::text])))
);


--
-- Name: appointment_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.appointment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.appointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: appointment_invitation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.appointment_invitation (
    tenant_id bigint NOT NULL,
    appointment_id bigint NOT NULL,
    sequence integer DEFAULT 0 NOT NULL
);


--
-- Name: appointment_override; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.appointment_override (
    tenant_id bigint NOT NULL,
    appointment_id bigint NOT NULL,
    recurrence_id text NOT NULL,
    cancelled boolean DEFAULT false NOT NULL,
    changes jsonb DEFAULT '{}'::jsonb NOT NULL,
    client_data jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: appointment_participant; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.appointment_participant (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    appointment_id bigint NOT NULL,
    account_id bigint,
    contact_id bigint,
    resource_id bigint,
    name text,
    email text,
    status text DEFAULT 'unknown'::text NOT NULL,
    optional boolean DEFAULT false NOT NULL,
    CONSTRAINT appointment_participant_check CHECK ((num_nonnulls(account_id, contact_id, resource_id) <= 1)),
    CONSTRAINT appointment_participant_check1 CHECK (((num_nonnulls(account_id, contact_id, resource_id) = 1) OR (name IS NOT NULL) OR (email IS NOT NULL))),
    CONSTRAINT appointment_participant_status_check CHECK ((status = ANY (ARRAY['unknown'::text, 'tentative'::text, 'accepted'::text, 'declined'::text, 'not-responded'::text])))
);


--
-- Name: appointment_participant_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.appointment_participant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.appointment_participant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: appointment_property; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.appointment_property (
    tenant_id bigint NOT NULL,
    appointment_id bigint NOT NULL,
    property_id bigint NOT NULL
);


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: audit_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: branch; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.branch (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    time_zone text
);


--
-- Name: branch_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.branch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.branch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: collection; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.collection (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    account_id bigint,
    resource_id bigint,
    revision bigint DEFAULT 0 NOT NULL,
    name text,
    parent_folder text,
    merges_account_id bigint,
    merged_id bigint,
    CONSTRAINT collection_kind_check CHECK ((kind = ANY (ARRAY['calendar'::text, 'tasks'::text, 'contacts'::text, 'notes'::text, 'mail'::text]))),
    CONSTRAINT collection_owner CHECK ((num_nonnulls(account_id, resource_id, merges_account_id) = 1)),
    CONSTRAINT collection_user_made CHECK (
CASE
    WHEN (name IS NULL) THEN ((kind <> 'mail'::text) AND (parent_folder IS NULL))
    ELSE ((account_id IS NOT NULL) AND ((char_length(name) >= 1) AND (char_length(name) <= 256)) AND ((char_length(COALESCE(parent_folder, '0'::text)) >= 1) AND (char_length(COALESCE(parent_folder, '0'::text)) <= 64)))
END)
);


--
-- Name: collection_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.collection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: contact; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    uid text DEFAULT (gen_random_uuid())::text NOT NULL,
    responsible_id bigint,
    salutation text DEFAULT ''::text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    first_name text DEFAULT ''::text NOT NULL,
    last_name text DEFAULT ''::text NOT NULL,
    company text DEFAULT ''::text NOT NULL,
    company_suffix text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    postal_code text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    homepage text DEFAULT ''::text NOT NULL,
    birthday date,
    note text DEFAULT ''::text NOT NULL,
    picture bytea,
    client_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    logo bytea,
    CONSTRAINT contact_details_check CHECK ((jsonb_typeof(details) = 'object'::text))
);


--
-- Name: contact_duplicate; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact_duplicate (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    contact_id bigint NOT NULL,
    added_id bigint NOT NULL,
    found_at timestamp with time zone DEFAULT now() NOT NULL,
    dismissed_at timestamp with time zone,
    CONSTRAINT contact_duplicate_check CHECK ((contact_id <> added_id))
);


--
-- Name: contact_duplicate_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.contact_duplicate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contact_duplicate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: contact_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: contact_number; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact_number (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    contact_id bigint NOT NULL,
    kind text NOT NULL,
    type text DEFAULT ''::text NOT NULL,
    value text NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    sync_slot text,
    CONSTRAINT contact_number_check CHECK (((sync_slot IS NULL) OR
CASE kind
    WHEN 'phone'::text THEN (sync_slot = ANY (ARRAY['home'::text, 'home2'::text, 'business'::text, 'business2'::text, 'mobile'::text, 'car'::text, 'radio'::text, 'pager'::text, 'assistant'::text, 'company'::text]))
    WHEN 'fax'::text THEN (sync_slot = ANY (ARRAY['home-fax'::text, 'business-fax'::text]))
    ELSE (sync_slot = ANY (ARRAY['email1'::text, 'email2'::text, 'email3'::text]))
END)),
    CONSTRAINT contact_number_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'fax'::text, 'email'::text])))
);


--
-- Name: contact_number_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.contact_number ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contact_number_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: contact_picture_copy; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact_picture_copy (
    tenant_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    turn integer DEFAULT 1 NOT NULL,
    copy bytea,
    problem text,
    made_at timestamp with time zone
);


--
-- Name: contact_sync; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.contact_sync (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    collection_id bigint
);


--
-- Name: device; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    device_id text NOT NULL,
    device_type text DEFAULT ''::text NOT NULL,
    user_agent text DEFAULT ''::text NOT NULL,
    protocol_version text,
    profile text,
    version_ceiling text,
    status text DEFAULT 'allowed'::text NOT NULL,
    policy_key bigint,
    pending_policy_key bigint,
    information jsonb DEFAULT '{}'::jsonb NOT NULL,
    folder_key text,
    previous_folder_key text,
    folders jsonb DEFAULT '[]'::jsonb NOT NULL,
    previous_folders jsonb DEFAULT '[]'::jsonb NOT NULL,
    ping_request jsonb,
    sync_request jsonb,
    password_version integer,
    old_password_at timestamp with time zone,
    last_seen_at timestamp with time zone,
    last_command text,
    last_status text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    policy_version integer,
    pending_policy_version integer,
    policy_exempt boolean DEFAULT false NOT NULL,
    status_by text DEFAULT 'default'::text NOT NULL,
    status_rule integer,
    wipe text,
    wipe_state text,
    wipe_at timestamp with time zone,
    merged_kinds text[],
    merge_targets bigint[] DEFAULT '{}'::bigint[] NOT NULL,
    last_error_at timestamp with time zone,
    last_error_command text,
    last_error_status text,
    last_address text,
    tell_versions boolean DEFAULT false NOT NULL,
    app_password_id bigint,
    record_until timestamp with time zone,
    record_contents boolean DEFAULT false NOT NULL,
    record_by text,
    record_reason text,
    CONSTRAINT device_status_by_check CHECK ((status_by = ANY (ARRAY['default'::text, 'rule'::text, 'admin'::text, 'wipe'::text]))),
    CONSTRAINT device_status_check CHECK ((status = ANY (ARRAY['allowed'::text, 'blocked'::text, 'quarantined'::text]))),
    CONSTRAINT device_wipe CHECK ((((wipe IS NULL) = (wipe_state IS NULL)) AND ((wipe IS NULL) = (wipe_at IS NULL)))),
    CONSTRAINT device_wipe_check CHECK ((wipe = ANY (ARRAY['account'::text, 'device'::text]))),
    CONSTRAINT device_wipe_state_check CHECK ((wipe_state = ANY (ARRAY['ordered'::text, 'sent'::text, 'failed'::text, 'acknowledged'::text])))
);


--
-- Name: device_adds; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device_adds (
    tenant_id bigint NOT NULL,
    device_id bigint NOT NULL,
    hour_from timestamp with time zone NOT NULL,
    adds integer NOT NULL,
    refused integer DEFAULT 0 NOT NULL
);


--
-- Name: device_deletion; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device_deletion (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    device_row_id bigint NOT NULL,
    device_id text NOT NULL,
    folder_id text NOT NULL,
    kind text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    held integer NOT NULL,
    deletes integer NOT NULL,
    mass boolean NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT device_deletion_kind_check CHECK ((kind = ANY (ARRAY['appointment'::text, 'task'::text, 'contact'::text, 'note'::text])))
);


--
-- Name: device_deletion_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.device_deletion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.device_deletion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: device_deletion_item; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device_deletion_item (
    tenant_id bigint NOT NULL,
    deletion_id bigint NOT NULL,
    item_id bigint NOT NULL,
    recurrence_id text DEFAULT ''::text NOT NULL,
    before jsonb NOT NULL,
    after jsonb,
    deleted_at timestamp with time zone DEFAULT now() NOT NULL,
    restored_at timestamp with time zone
);


--
-- Name: device_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.device ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: device_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.device_log (
    tenant_id bigint NOT NULL,
    device_id bigint NOT NULL,
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    command text NOT NULL,
    version text NOT NULL,
    http integer NOT NULL,
    status text,
    ms integer NOT NULL,
    bytes_in integer NOT NULL,
    bytes_out integer NOT NULL,
    request text NOT NULL,
    response text NOT NULL,
    masked boolean NOT NULL,
    recorded boolean NOT NULL
);


--
-- Name: device_log_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.device_log ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.device_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: directory_word; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.directory_word (
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C"
);


--
-- Name: gateway; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.gateway (
    id text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    version text NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    state jsonb NOT NULL
);


--
-- Name: installation; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.installation (
    name text NOT NULL,
    value jsonb NOT NULL
);


--
-- Name: journal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.journal (
    tenant_id bigint NOT NULL,
    collection_id bigint NOT NULL,
    item_id bigint NOT NULL,
    revision bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: journal_marker; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.journal_marker (
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='1000');


--
-- Name: journal_touched; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.journal_touched (
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    tenant_id bigint NOT NULL,
    collection_id bigint NOT NULL,
    item_id bigint NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='5000');


--
-- Name: knex_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.knex_migrations (
    id integer NOT NULL,
    name character varying(255),
    batch integer,
    migration_time timestamp with time zone
);


--
-- Name: knex_migrations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.knex_migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: knex_migrations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.knex_migrations_id_seq OWNED BY public.knex_migrations.id;


--
-- Name: sign_in; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_in (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint,
    at timestamp with time zone DEFAULT now() NOT NULL,
    reason text,
    device_id text,
    user_agent text,
    address text,
    kind text DEFAULT 'activesync'::text NOT NULL,
    last_at timestamp with time zone DEFAULT now() NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    typed text,
    app_password text,
    CONSTRAINT sign_in_kind_check CHECK ((kind = ANY (ARRAY['activesync'::text, 'web'::text])))
);


--
-- Name: login_failure_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.sign_in ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.login_failure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: login_limit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.login_limit (
    key character varying(255) NOT NULL,
    points integer DEFAULT 0 NOT NULL,
    expire bigint
);


--
-- Name: login_name; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.login_name (
    login text NOT NULL,
    tenant_id bigint NOT NULL,
    account_id bigint NOT NULL
);


--
-- Name: mail_outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail_outbox (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    account_id bigint NOT NULL,
    key text NOT NULL,
    print text DEFAULT ''::text NOT NULL,
    message_id text NOT NULL,
    sender text NOT NULL,
    recipients text[] NOT NULL,
    message bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT now() NOT NULL,
    claimed_until timestamp with time zone,
    sent_at timestamp with time zone,
    failed_at timestamp with time zone,
    problem text
);


--
-- Name: mail_outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.mail_outbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mail_outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: note; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.note (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    uid text DEFAULT (gen_random_uuid())::text NOT NULL,
    owner_id bigint,
    title text DEFAULT ''::text NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    categories text[] DEFAULT '{}'::text[] NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    client_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    collection_id bigint,
    CONSTRAINT note_status_check CHECK ((status = ANY (ARRAY['active'::text, 'cancelled'::text])))
);


--
-- Name: note_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: property; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.property (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    title text NOT NULL,
    address text DEFAULT ''::text NOT NULL
);


--
-- Name: property_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.property ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.property_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: resource; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.resource (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    branch_id bigint,
    account_id bigint,
    kind text DEFAULT 'place'::text NOT NULL,
    name text NOT NULL,
    email text,
    sync_allowed boolean DEFAULT false NOT NULL,
    CONSTRAINT resource_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'place'::text])))
);


--
-- Name: resource_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.resource ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.resource_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sync_client_id; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sync_client_id (
    tenant_id bigint NOT NULL,
    device_id bigint NOT NULL,
    folder_id text NOT NULL,
    client_id text NOT NULL,
    content_hash bytea NOT NULL,
    item_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: sync_item; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sync_item (
    tenant_id bigint NOT NULL,
    device_id bigint NOT NULL,
    folder_id text NOT NULL,
    server_id text NOT NULL,
    item_id bigint NOT NULL,
    hash bytea,
    problem text,
    own boolean DEFAULT false NOT NULL,
    pending text,
    refused bytea,
    problem_at timestamp with time zone,
    problem_version text,
    CONSTRAINT sync_item_pending_check CHECK ((pending = ANY (ARRAY['echo'::text, 'look'::text])))
);


--
-- Name: sync_state; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sync_state (
    tenant_id bigint NOT NULL,
    device_id bigint NOT NULL,
    folder_id text NOT NULL,
    collection_id bigint,
    epoch text NOT NULL,
    generation integer DEFAULT 1 NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    options_hash text DEFAULT ''::text NOT NULL,
    revision bigint DEFAULT 0 NOT NULL,
    cursor_item bigint DEFAULT 0 NOT NULL,
    more boolean DEFAULT true NOT NULL,
    reconcile boolean DEFAULT true NOT NULL,
    limited boolean DEFAULT false NOT NULL,
    next_boundary_at timestamp with time zone,
    last_answer jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: task; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task (
    tenant_id bigint NOT NULL,
    id bigint NOT NULL,
    uid text DEFAULT (gen_random_uuid())::text NOT NULL,
    responsible_id bigint,
    title text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    type text,
    priority integer DEFAULT 3 NOT NULL,
    start_date date,
    due_date date,
    deadline boolean DEFAULT false NOT NULL,
    privacy text DEFAULT 'normal'::text NOT NULL,
    reminder_at timestamp with time zone,
    status text DEFAULT 'open'::text NOT NULL,
    percent_complete integer DEFAULT 0 NOT NULL,
    completed_at timestamp with time zone,
    rrule text,
    time_zone text,
    client_data jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    collection_id bigint,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT task_details_check CHECK ((jsonb_typeof(details) = 'object'::text)),
    CONSTRAINT task_percent_complete_check CHECK (((percent_complete >= 0) AND (percent_complete <= 100))),
    CONSTRAINT task_priority_check CHECK (((priority >= 1) AND (priority <= 6))),
    CONSTRAINT task_privacy_check CHECK ((privacy = ANY (ARRAY['normal'::text, 'personal'::text, 'private'::text, 'confidential'::text]))),
    CONSTRAINT task_status_check CHECK ((status = ANY (ARRAY['open'::text, 'in-progress'::text, 'done'::text, 'cancelled'::text])))
);


--
-- Name: task_editor; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.task_editor (
    tenant_id bigint NOT NULL,
    task_id bigint NOT NULL,
    account_id bigint NOT NULL
);


--
-- Name: task_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: tenant; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenant (
    id bigint NOT NULL,
    name text NOT NULL,
    domains text[] DEFAULT '{}'::text[] NOT NULL,
    rule_set text DEFAULT 'business'::text NOT NULL,
    rule_settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    module_enabled boolean DEFAULT true NOT NULL,
    time_zone text DEFAULT 'Europe/Berlin'::text NOT NULL,
    language text DEFAULT 'de'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version_ceiling text,
    policy jsonb,
    policy_version integer DEFAULT 0 NOT NULL,
    device_rules jsonb DEFAULT '[]'::jsonb NOT NULL,
    new_devices text,
    phone_password text DEFAULT 'allowed'::text NOT NULL,
    CONSTRAINT tenant_device_rules_check CHECK ((jsonb_typeof(device_rules) = 'array'::text)),
    CONSTRAINT tenant_language_check CHECK ((language = ANY (ARRAY['de'::text, 'en'::text]))),
    CONSTRAINT tenant_name_check CHECK (((name <> ''::text) AND (name !~ '[@\\:[:cntrl:][:space:]]'::text))),
    CONSTRAINT tenant_new_devices_check CHECK ((new_devices = ANY (ARRAY['allowed'::text, 'quarantined'::text]))),
    CONSTRAINT tenant_phone_password_check CHECK ((phone_password = ANY (ARRAY['allowed'::text, 'app-only'::text]))),
    CONSTRAINT tenant_policy_check CHECK ((jsonb_typeof(policy) = 'object'::text)),
    CONSTRAINT tenant_rule_set_check CHECK ((rule_set = ANY (ARRAY['business'::text, 'exchange'::text])))
);


--
-- Name: tenant_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.tenant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tenant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: web_session; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.web_session (
    tenant_id bigint NOT NULL,
    token_hash bytea NOT NULL,
    account_id bigint NOT NULL,
    password_version integer NOT NULL,
    csrf text NOT NULL,
    flash jsonb DEFAULT '[]'::jsonb NOT NULL,
    address text NOT NULL,
    user_agent text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: knex_migrations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.knex_migrations ALTER COLUMN id SET DEFAULT nextval('public.knex_migrations_id_seq'::regclass);


--
-- Data for Name: account; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.account VALUES (1, 1, NULL, 'user1', '', NULL, '$2b$04$lLYcshR70zrXJJkc4G4CyOCHNvqFJYtReNcJLDsKxwE3m74cFT1/.', 1, '2026-11-21 14:37:34.658468+00', NULL, '{}', NULL, NULL, false, true, true, true, true, NULL, NULL, NULL, NULL, '2026-11-21 14:37:34.658468+00', true, false, NULL);


--
-- Data for Name: api_answer; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: api_token; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: app_password; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: appointment; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.appointment VALUES (1, 1, 'a6a8f51c-1999-4ea8-a750-ba6214c38a0f', 1, 'Zahnarzt', '', '', NULL, 'planned', NULL, 'normal', false, '2026-11-02 09:00:00+00', '2026-11-02 10:00:00+00', 'Europe/Berlin', NULL, NULL, NULL, 'FREQ=MONTHLY', '{}', NULL, '{}', '2026-11-21 14:37:34.68749+00', '2026-11-21 14:37:34.68749+00', NULL, '{}');
INSERT INTO public.appointment VALUES (1, 2, '82f50248-a964-4ede-80b3-fe7c5753862e', 1, 'Jour fixe', '', '', NULL, 'planned', NULL, 'normal', false, '2026-11-02 09:00:00+00', '2026-11-02 10:00:00+00', 'Europe/Berlin', NULL, NULL, NULL, 'FREQ=WEEKLY', '{}', NULL, '{}', '2026-11-21 14:37:34.710282+00', '2026-11-21 14:37:34.710282+00', NULL, '{}');


--
-- Data for Name: appointment_invitation; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: appointment_override; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.appointment_override VALUES (1, 2, '2026-11-09T09:00:00Z', true, '{}', '{}');


--
-- Data for Name: appointment_participant; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: appointment_property; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: branch; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: collection; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.collection VALUES (1, 1, 'calendar', 1, NULL, 3, NULL, NULL, NULL, NULL);
INSERT INTO public.collection VALUES (1, 4, 'notes', 1, NULL, 1, NULL, NULL, NULL, NULL);
INSERT INTO public.collection VALUES (1, 3, 'contacts', 1, NULL, 2, NULL, NULL, NULL, NULL);
INSERT INTO public.collection VALUES (1, 2, 'tasks', 1, NULL, 2, NULL, NULL, NULL, NULL);


--
-- Data for Name: contact; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.contact VALUES (1, 1, 'f3f1c2cc-81ed-4c57-8d14-1f34a94c5c14', NULL, '', '', 'Anna', 'Weber', '', '', '', '', '', '', '', NULL, '', NULL, '{}', '2026-11-21 14:37:34.738068+00', '2026-11-21 14:37:34.738068+00', '{}', NULL);


--
-- Data for Name: contact_duplicate; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: contact_number; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.contact_number VALUES (1, 1, 1, 'phone', '', '+49 30 1', false, 'mobile');


--
-- Data for Name: contact_picture_copy; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: contact_sync; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.contact_sync VALUES (1, 1, 1, NULL);


--
-- Data for Name: device; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.device VALUES (1, 1, 1, 'released', 'TestPhone', '', '16.1', NULL, NULL, 'allowed', 88765221, 3837043247, '{"os": "linux", "model": "TestPhone", "userAgent": "TestPhone", "friendlyName": "TestPhone"}', 'f7e082d8811c0d65892cc', NULL, '[{"type": 8, "parentId": "0", "serverId": "cal-1", "displayName": "Kalender"}, {"type": 9, "parentId": "0", "serverId": "contacts-3", "displayName": "Kontakte"}, {"type": 7, "parentId": "0", "serverId": "tasks-2", "displayName": "Aufgaben"}, {"type": 10, "parentId": "0", "serverId": "notes-4", "displayName": "Notizen"}, {"type": 2, "parentId": "0", "serverId": "mail-inbox", "displayName": "Posteingang"}, {"type": 3, "parentId": "0", "serverId": "mail-drafts", "displayName": "Entwürfe"}, {"type": 4, "parentId": "0", "serverId": "mail-deleted", "displayName": "Gelöschte Elemente"}, {"type": 5, "parentId": "0", "serverId": "mail-sent", "displayName": "Gesendete Elemente"}, {"type": 6, "parentId": "0", "serverId": "mail-outbox", "displayName": "Postausgang"}]', '[]', NULL, '[null, null, [["notes-4", 100, "{994fb93b3644}1"]]]', 1, NULL, '2026-11-21 14:37:34.973+00', 'Sync', '200/1', '2026-11-21 14:37:34.787589+00', NULL, NULL, false, 'default', NULL, NULL, NULL, NULL, NULL, '{}', NULL, NULL, NULL, '127.0.0.1', false, NULL, NULL, false, NULL, NULL);


--
-- Data for Name: device_adds; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: device_deletion; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: device_deletion_item; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: device_log; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: directory_word; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.directory_word VALUES (1, 1, 'user1');


--
-- Data for Name: gateway; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: installation; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.installation VALUES ('device-rules', '[]');
INSERT INTO public.installation VALUES ('new-devices', '"allowed"');


--
-- Data for Name: journal; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.journal VALUES (1, 1, 1, 1, '2026-11-21 14:37:34.68749+00');
INSERT INTO public.journal VALUES (1, 1, 2, 3, '2026-11-21 14:37:34.722507+00');
INSERT INTO public.journal VALUES (1, 4, 1, 1, '2026-11-21 14:37:34.733896+00');
INSERT INTO public.journal VALUES (1, 3, 1, 2, '2026-11-21 14:37:34.743782+00');
INSERT INTO public.journal VALUES (1, 2, 1, 2, '2026-11-21 14:37:34.974132+00');


--
-- Data for Name: journal_marker; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: journal_touched; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: knex_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.knex_migrations VALUES (1, '001-tables', 1, '2026-11-21 14:37:34.27+00');
INSERT INTO public.knex_migrations VALUES (2, '002-journal', 1, '2026-11-21 14:37:34.302+00');
INSERT INTO public.knex_migrations VALUES (3, '003-upkeep', 1, '2026-11-21 14:37:34.307+00');
INSERT INTO public.knex_migrations VALUES (4, '004-user-folders', 1, '2026-11-21 14:37:34.351+00');
INSERT INTO public.knex_migrations VALUES (5, '005-guards', 1, '2026-11-21 14:37:34.401+00');
INSERT INTO public.knex_migrations VALUES (6, '006-evidence', 1, '2026-11-21 14:37:34.409+00');
INSERT INTO public.knex_migrations VALUES (7, '007-task-details', 1, '2026-11-21 14:37:34.415+00');
INSERT INTO public.knex_migrations VALUES (8, '008-contacts', 1, '2026-11-21 14:37:34.432+00');
INSERT INTO public.knex_migrations VALUES (9, '009-appointments', 1, '2026-11-21 14:37:34.435+00');
INSERT INTO public.knex_migrations VALUES (10, '010-versions', 1, '2026-11-21 14:37:34.437+00');
INSERT INTO public.knex_migrations VALUES (11, '011-directory', 1, '2026-11-21 14:37:34.445+00');
INSERT INTO public.knex_migrations VALUES (12, '012-mail', 1, '2026-11-21 14:37:34.455+00');
INSERT INTO public.knex_migrations VALUES (13, '013-device-control', 1, '2026-11-21 14:37:34.461+00');
INSERT INTO public.knex_migrations VALUES (14, '014-merged-folders', 1, '2026-11-21 14:37:34.47+00');
INSERT INTO public.knex_migrations VALUES (15, '015-notes', 1, '2026-11-21 14:37:34.498+00');
INSERT INTO public.knex_migrations VALUES (16, '020-admin', 1, '2026-11-21 14:37:34.509+00');
INSERT INTO public.knex_migrations VALUES (17, '021-api', 1, '2026-11-21 14:37:34.521+00');
INSERT INTO public.knex_migrations VALUES (18, '022-device-care', 1, '2026-11-21 14:37:34.533+00');
INSERT INTO public.knex_migrations VALUES (19, '023-app-passwords', 1, '2026-11-21 14:37:34.557+00');
INSERT INTO public.knex_migrations VALUES (20, '024-sign-ins', 1, '2026-11-21 14:37:34.572+00');
INSERT INTO public.knex_migrations VALUES (21, '025-activity', 1, '2026-11-21 14:37:34.593+00');


--
-- Data for Name: login_limit; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: login_name; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.login_name VALUES ('user1_Freigabe', 1, 1);


--
-- Data for Name: mail_outbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: note; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.note VALUES (1, 1, 'fdb8707a-f719-498d-88f9-f5ca4d355579', 1, 'Notiz', 'Zeile 1', '{}', 'active', '{}', '2026-11-21 14:37:34.733896+00', '2026-11-21 14:37:34.733896+00', NULL);


--
-- Data for Name: property; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: resource; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sign_in; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sign_in VALUES (1, 1, 1, '2026-11-21 14:37:34.8+00', NULL, 'released', '', '127.0.0.1', 'activesync', '2026-11-21 14:37:34.8+00', 1, NULL, NULL);


--
-- Data for Name: sync_client_id; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sync_item; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sync_item VALUES (1, 1, 'cal-1', 'cal-1:2', 2, '\x8b87cce8e6bcda6724bb1729adf3b9da501b6e7a', NULL, false, NULL, NULL, NULL, NULL);
INSERT INTO public.sync_item VALUES (1, 1, 'cal-1', 'cal-1:1', 1, '\x2ec55255f05228f57a9925e0b391156298f5d2f8', NULL, false, NULL, NULL, NULL, NULL);
INSERT INTO public.sync_item VALUES (1, 1, 'tasks-2', 'tasks-2:1', 1, '\x4cfef296d1deb4d08543b0cf1265d7817b9fd7c6', NULL, false, NULL, NULL, NULL, NULL);
INSERT INTO public.sync_item VALUES (1, 1, 'contacts-3', 'contacts-3:1', 1, '\xa5a03c8ccdca1db10ecc71ed90956f5e4eab0a16', NULL, false, NULL, NULL, NULL, NULL);
INSERT INTO public.sync_item VALUES (1, 1, 'notes-4', 'notes-4:1', 1, '\x82c12f9e1f34c5a4c37874f78ae12fcb48d56bb4', NULL, false, NULL, NULL, NULL, NULL);


--
-- Data for Name: sync_state; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sync_state VALUES (1, 1, 'cal-1', 1, '40f131d01696', 2, '{"conflict": 1, "filterType": 0, "bodyPreferences": [{"type": 1}]}', '0Irefdk9qPaC8DvB73hYwTVIfpU=', 3, 9000000000000000, false, false, false, '2027-06-02 09:00:00+00', '{"applied": [], "commands": [["Add", "cal-1:2", 2, false], ["Add", "cal-1:1", 1, false]], "moreAvailable": false}', '2026-11-21 14:37:34.838411+00', '2026-11-21 14:37:34.849642+00');
INSERT INTO public.sync_state VALUES (1, 1, 'tasks-2', 2, '9ac3af241a1c', 2, '{"conflict": 1, "filterType": 0, "bodyPreferences": [{"type": 1}]}', '0Irefdk9qPaC8DvB73hYwTVIfpU=', 1, 9000000000000000, false, false, false, NULL, '{"applied": [], "commands": [["Add", "tasks-2:1", 1, false]], "moreAvailable": false}', '2026-11-21 14:37:34.895518+00', '2026-11-21 14:37:34.903552+00');
INSERT INTO public.sync_state VALUES (1, 1, 'contacts-3', 3, '5330df0bb7bb', 2, '{"conflict": 1, "filterType": 0, "bodyPreferences": [{"type": 1}]}', '0Irefdk9qPaC8DvB73hYwTVIfpU=', 2, 9000000000000000, false, false, false, NULL, '{"applied": [], "commands": [["Add", "contacts-3:1", 1, false]], "moreAvailable": false}', '2026-11-21 14:37:34.915148+00', '2026-11-21 14:37:34.928677+00');
INSERT INTO public.sync_state VALUES (1, 1, 'notes-4', 4, '994fb93b3644', 2, '{"conflict": 1, "filterType": 0, "bodyPreferences": [{"type": 1}]}', '0Irefdk9qPaC8DvB73hYwTVIfpU=', 1, 9000000000000000, false, false, false, NULL, '{"applied": [], "commands": [["Add", "notes-4:1", 1, false]], "moreAvailable": false}', '2026-11-21 14:37:34.945852+00', '2026-11-21 14:37:34.956832+00');


--
-- Data for Name: task; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.task VALUES (1, 1, '128f0f20-6c85-4f5d-af17-11276a74b059', 1, 'Angebot schreiben, bis Montag', '', NULL, 3, NULL, NULL, false, 'normal', NULL, 'open', 0, NULL, NULL, NULL, '{}', '2026-11-21 14:37:34.728671+00', '2026-11-21 14:37:34.974132+00', NULL, '{}');


--
-- Data for Name: task_editor; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tenant; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tenant VALUES (1, 'Freigabe', '{}', 'business', '{"notes": true}', true, 'Europe/Berlin', 'de', '2026-11-21 14:37:34.642547+00', NULL, NULL, 0, '[]', NULL, 'allowed');


--
-- Data for Name: web_session; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: account_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.account_id_seq', 1, true);


--
-- Name: api_token_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.api_token_id_seq', 1, false);


--
-- Name: app_password_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.app_password_id_seq', 1, false);


--
-- Name: appointment_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.appointment_id_seq', 2, true);


--
-- Name: appointment_participant_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.appointment_participant_id_seq', 1, false);


--
-- Name: audit_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_id_seq', 1, false);


--
-- Name: branch_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.branch_id_seq', 1, false);


--
-- Name: collection_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.collection_id_seq', 4, true);


--
-- Name: contact_duplicate_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.contact_duplicate_id_seq', 1, false);


--
-- Name: contact_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.contact_id_seq', 1, true);


--
-- Name: contact_number_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.contact_number_id_seq', 1, true);


--
-- Name: device_deletion_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.device_deletion_id_seq', 1, false);


--
-- Name: device_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.device_id_seq', 1, true);


--
-- Name: device_log_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.device_log_id_seq', 1, false);


--
-- Name: knex_migrations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.knex_migrations_id_seq', 21, true);


--
-- Name: login_failure_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.login_failure_id_seq', 1, true);


--
-- Name: mail_outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.mail_outbox_id_seq', 1, false);


--
-- Name: note_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.note_id_seq', 1, true);


--
-- Name: property_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.property_id_seq', 1, false);


--
-- Name: resource_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.resource_id_seq', 1, false);


--
-- Name: task_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.task_id_seq', 1, true);


--
-- Name: tenant_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.tenant_id_seq', 1, true);


--
-- Name: account account_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: account account_tenant_id_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_tenant_id_name_key UNIQUE (tenant_id, name);


--
-- Name: api_answer api_answer_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_answer
    ADD CONSTRAINT api_answer_pkey PRIMARY KEY (tenant_id, token_id, key);


--
-- Name: api_token api_token_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: api_token api_token_tenant_id_secret_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_tenant_id_secret_hash_key UNIQUE (tenant_id, secret_hash);


--
-- Name: app_password app_password_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app_password
    ADD CONSTRAINT app_password_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: app_password app_password_tenant_id_account_id_secret_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app_password
    ADD CONSTRAINT app_password_tenant_id_account_id_secret_hash_key UNIQUE (tenant_id, account_id, secret_hash);


--
-- Name: appointment_invitation appointment_invitation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_invitation
    ADD CONSTRAINT appointment_invitation_pkey PRIMARY KEY (tenant_id, appointment_id);


--
-- Name: appointment_override appointment_override_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_override
    ADD CONSTRAINT appointment_override_pkey PRIMARY KEY (tenant_id, appointment_id, recurrence_id);


--
-- Name: appointment_participant appointment_participant_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_participant
    ADD CONSTRAINT appointment_participant_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: appointment appointment_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: appointment_property appointment_property_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_property
    ADD CONSTRAINT appointment_property_pkey PRIMARY KEY (tenant_id, appointment_id, property_id);


--
-- Name: audit audit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: branch branch_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.branch
    ADD CONSTRAINT branch_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: collection collection_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: contact_duplicate contact_duplicate_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_duplicate
    ADD CONSTRAINT contact_duplicate_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: contact_duplicate contact_duplicate_tenant_id_contact_id_added_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_duplicate
    ADD CONSTRAINT contact_duplicate_tenant_id_contact_id_added_id_key UNIQUE (tenant_id, contact_id, added_id);


--
-- Name: contact_number contact_number_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_number
    ADD CONSTRAINT contact_number_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: contact_number contact_number_slot; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_number
    ADD CONSTRAINT contact_number_slot EXCLUDE USING btree (tenant_id WITH =, contact_id WITH =, sync_slot WITH =) WHERE ((sync_slot IS NOT NULL)) DEFERRABLE INITIALLY DEFERRED;


--
-- Name: contact_picture_copy contact_picture_copy_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_picture_copy
    ADD CONSTRAINT contact_picture_copy_pkey PRIMARY KEY (tenant_id, contact_id);


--
-- Name: contact contact_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: contact_sync contact_sync_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_sync
    ADD CONSTRAINT contact_sync_pkey PRIMARY KEY (tenant_id, account_id, contact_id);


--
-- Name: device_adds device_adds_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_adds
    ADD CONSTRAINT device_adds_pkey PRIMARY KEY (tenant_id, device_id);


--
-- Name: device_deletion_item device_deletion_item_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_deletion_item
    ADD CONSTRAINT device_deletion_item_pkey PRIMARY KEY (tenant_id, deletion_id, item_id, recurrence_id);


--
-- Name: device_deletion device_deletion_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_deletion
    ADD CONSTRAINT device_deletion_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: device_log device_log_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_log
    ADD CONSTRAINT device_log_pkey PRIMARY KEY (tenant_id, device_id, id);


--
-- Name: device device_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: device device_tenant_id_account_id_device_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_tenant_id_account_id_device_id_key UNIQUE (tenant_id, account_id, device_id);


--
-- Name: directory_word directory_word_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.directory_word
    ADD CONSTRAINT directory_word_pkey PRIMARY KEY (tenant_id, account_id, word);


--
-- Name: gateway gateway_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gateway
    ADD CONSTRAINT gateway_pkey PRIMARY KEY (id);


--
-- Name: installation installation_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (name);


--
-- Name: journal_marker journal_marker_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal_marker
    ADD CONSTRAINT journal_marker_pkey PRIMARY KEY (xid);


--
-- Name: journal journal_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (tenant_id, collection_id, item_id);


--
-- Name: journal_touched journal_touched_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal_touched
    ADD CONSTRAINT journal_touched_pkey PRIMARY KEY (xid, tenant_id, collection_id, item_id);


--
-- Name: knex_migrations knex_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.knex_migrations
    ADD CONSTRAINT knex_migrations_pkey PRIMARY KEY (id);


--
-- Name: login_limit login_limit_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.login_limit
    ADD CONSTRAINT login_limit_pkey PRIMARY KEY (key);


--
-- Name: login_name login_name_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.login_name
    ADD CONSTRAINT login_name_pkey PRIMARY KEY (login);


--
-- Name: mail_outbox mail_outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_outbox
    ADD CONSTRAINT mail_outbox_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: mail_outbox mail_outbox_tenant_id_account_id_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_outbox
    ADD CONSTRAINT mail_outbox_tenant_id_account_id_key_key UNIQUE (tenant_id, account_id, key);


--
-- Name: note note_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: property property_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.property
    ADD CONSTRAINT property_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: resource resource_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.resource
    ADD CONSTRAINT resource_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: sign_in sign_in_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT sign_in_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: sync_client_id sync_client_id_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sync_client_id
    ADD CONSTRAINT sync_client_id_pkey PRIMARY KEY (tenant_id, device_id, folder_id, client_id);


--
-- Name: sync_item sync_item_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sync_item
    ADD CONSTRAINT sync_item_pkey PRIMARY KEY (tenant_id, device_id, folder_id, server_id);


--
-- Name: sync_state sync_state_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sync_state
    ADD CONSTRAINT sync_state_pkey PRIMARY KEY (tenant_id, device_id, folder_id);


--
-- Name: task_editor task_editor_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_editor
    ADD CONSTRAINT task_editor_pkey PRIMARY KEY (tenant_id, task_id, account_id);


--
-- Name: task task_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (tenant_id, id);


--
-- Name: tenant tenant_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_name_key UNIQUE (name);


--
-- Name: tenant tenant_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (id);


--
-- Name: web_session web_session_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_pkey PRIMARY KEY (tenant_id, token_hash);


--
-- Name: api_answer_created; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX api_answer_created ON public.api_answer USING btree (created_at);


--
-- Name: app_password_valid; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX app_password_valid ON public.app_password USING btree (tenant_id, account_id, name) INCLUDE (id) WHERE (revoked_at IS NULL);


--
-- Name: appointment_home; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appointment_home ON public.appointment USING btree (tenant_id, collection_id) WHERE (collection_id IS NOT NULL);


--
-- Name: appointment_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appointment_owner ON public.appointment USING btree (tenant_id, owner_id);


--
-- Name: appointment_participant_account; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX appointment_participant_account ON public.appointment_participant USING btree (tenant_id, account_id, appointment_id) WHERE (account_id IS NOT NULL);


--
-- Name: appointment_participant_appointment; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appointment_participant_appointment ON public.appointment_participant USING btree (tenant_id, appointment_id);


--
-- Name: appointment_participant_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX appointment_participant_contact ON public.appointment_participant USING btree (tenant_id, contact_id, appointment_id) WHERE (contact_id IS NOT NULL);


--
-- Name: appointment_participant_resource; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX appointment_participant_resource ON public.appointment_participant USING btree (tenant_id, resource_id, appointment_id) WHERE (resource_id IS NOT NULL);


--
-- Name: appointment_property_property; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appointment_property_property ON public.appointment_property USING btree (tenant_id, property_id);


--
-- Name: appointment_uid; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appointment_uid ON public.appointment USING btree (tenant_id, uid);


--
-- Name: audit_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_at ON public.audit USING btree (tenant_id, at);


--
-- Name: audit_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX audit_id ON public.audit USING btree (id);


--
-- Name: collection_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX collection_account ON public.collection USING btree (tenant_id, account_id, kind) WHERE (account_id IS NOT NULL);


--
-- Name: collection_default; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX collection_default ON public.collection USING btree (tenant_id, account_id, kind) WHERE ((account_id IS NOT NULL) AND (name IS NULL));


--
-- Name: collection_merged; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX collection_merged ON public.collection USING btree (tenant_id, merged_id) WHERE (merged_id IS NOT NULL);


--
-- Name: collection_merging; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX collection_merging ON public.collection USING btree (tenant_id, merges_account_id, kind) WHERE (merges_account_id IS NOT NULL);


--
-- Name: collection_resource; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX collection_resource ON public.collection USING btree (tenant_id, resource_id, kind) WHERE (resource_id IS NOT NULL);


--
-- Name: contact_duplicate_added; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_duplicate_added ON public.contact_duplicate USING btree (tenant_id, added_id);


--
-- Name: contact_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_name ON public.contact USING btree (tenant_id, "left"(lower(last_name), 100), "left"(lower(first_name), 100));


--
-- Name: contact_number_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_number_contact ON public.contact_number USING btree (tenant_id, contact_id);


--
-- Name: contact_picture_copy_wanted; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_picture_copy_wanted ON public.contact_picture_copy USING btree (tenant_id, contact_id) WHERE (made_at IS NULL);


--
-- Name: contact_sync_contact; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_sync_contact ON public.contact_sync USING btree (tenant_id, contact_id);


--
-- Name: contact_sync_home; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_sync_home ON public.contact_sync USING btree (tenant_id, collection_id) WHERE (collection_id IS NOT NULL);


--
-- Name: contact_uid; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX contact_uid ON public.contact USING btree (tenant_id, uid);


--
-- Name: device_by_device_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_by_device_id ON public.device USING btree (tenant_id, lower(device_id) COLLATE "C");


--
-- Name: device_by_model; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_by_model ON public.device USING btree (tenant_id, lower(COALESCE(NULLIF((information ->> 'model'::text), ''::text), device_type)) COLLATE "C");


--
-- Name: device_deletion_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_deletion_account ON public.device_deletion USING btree (tenant_id, account_id);


--
-- Name: device_deletion_last; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_deletion_last ON public.device_deletion USING btree (last_at);


--
-- Name: device_deletion_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_deletion_open ON public.device_deletion USING btree (tenant_id, device_row_id, folder_id, last_at);


--
-- Name: device_log_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_log_at ON public.device_log USING btree (at);


--
-- Name: device_not_allowed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX device_not_allowed ON public.device USING btree (tenant_id, id) WHERE (status <> 'allowed'::text);


--
-- Name: directory_word_word; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX directory_word_word ON public.directory_word USING btree (tenant_id, word, account_id);


--
-- Name: journal_revision; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX journal_revision ON public.journal USING btree (tenant_id, collection_id, revision);


--
-- Name: login_name_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX login_name_account ON public.login_name USING btree (tenant_id, account_id);


--
-- Name: login_name_lower; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX login_name_lower ON public.login_name USING btree (lower(login));


--
-- Name: mail_outbox_done; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_outbox_done ON public.mail_outbox USING btree (created_at) WHERE ((sent_at IS NOT NULL) OR (failed_at IS NOT NULL));


--
-- Name: mail_outbox_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_outbox_open ON public.mail_outbox USING btree (next_at) WHERE ((sent_at IS NULL) AND (failed_at IS NULL));


--
-- Name: note_home; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX note_home ON public.note USING btree (tenant_id, collection_id) WHERE (collection_id IS NOT NULL);


--
-- Name: note_owner; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX note_owner ON public.note USING btree (tenant_id, owner_id);


--
-- Name: note_uid; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX note_uid ON public.note USING btree (tenant_id, uid);


--
-- Name: sign_in_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_account ON public.sign_in USING btree (tenant_id, account_id, last_at, id);


--
-- Name: sign_in_last_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_last_at ON public.sign_in USING btree (last_at);


--
-- Name: sign_in_tenant; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sign_in_tenant ON public.sign_in USING btree (tenant_id, last_at, id);


--
-- Name: sync_item_item; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sync_item_item ON public.sync_item USING btree (tenant_id, device_id, folder_id, item_id);


--
-- Name: sync_item_pending; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sync_item_pending ON public.sync_item USING btree (tenant_id, device_id, folder_id) WHERE (pending IS NOT NULL);


--
-- Name: sync_item_problem; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sync_item_problem ON public.sync_item USING btree (tenant_id) WHERE (problem IS NOT NULL);


--
-- Name: sync_state_collection; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sync_state_collection ON public.sync_state USING btree (tenant_id, collection_id);


--
-- Name: task_editor_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_editor_account ON public.task_editor USING btree (tenant_id, account_id);


--
-- Name: task_home; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_home ON public.task USING btree (tenant_id, collection_id) WHERE (collection_id IS NOT NULL);


--
-- Name: task_responsible; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_responsible ON public.task USING btree (tenant_id, responsible_id);


--
-- Name: task_uid; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX task_uid ON public.task USING btree (tenant_id, uid);


--
-- Name: web_session_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX web_session_account ON public.web_session USING btree (tenant_id, account_id);


--
-- Name: web_session_expires; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX web_session_expires ON public.web_session USING btree (expires_at);


--
-- Name: collection join_merged_collection; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER join_merged_collection BEFORE INSERT ON public.collection FOR EACH ROW WHEN ((new.name IS NOT NULL)) EXECUTE FUNCTION public.join_merged_collection();


--
-- Name: account journal_account_name_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_account_name_update AFTER UPDATE ON public.account REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_account_name();


--
-- Name: account journal_account_switch_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_account_switch_update AFTER UPDATE ON public.account REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_account_switch();


--
-- Name: appointment journal_appointment_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_appointment_delete AFTER DELETE ON public.appointment REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_appointment();


--
-- Name: appointment journal_appointment_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_appointment_insert AFTER INSERT ON public.appointment REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_appointment();


--
-- Name: appointment_property journal_appointment_property_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_appointment_property_delete AFTER DELETE ON public.appointment_property REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_appointment_property();


--
-- Name: appointment_property journal_appointment_property_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_appointment_property_insert AFTER INSERT ON public.appointment_property REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_appointment_property();


--
-- Name: appointment_property journal_appointment_property_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_appointment_property_update AFTER UPDATE ON public.appointment_property REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_appointment_property();


--
-- Name: appointment journal_appointment_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_appointment_update AFTER UPDATE ON public.appointment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_appointment();


--
-- Name: branch journal_branch_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_branch_update AFTER UPDATE ON public.branch REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_branch();


--
-- Name: collection journal_collection_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_collection_delete AFTER DELETE ON public.collection FOR EACH ROW WHEN ((old.name IS NOT NULL)) EXECUTE FUNCTION public.journal_collection();


--
-- Name: collection journal_collection_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_collection_insert AFTER INSERT ON public.collection FOR EACH ROW WHEN ((new.name IS NOT NULL)) EXECUTE FUNCTION public.journal_collection();


--
-- Name: collection journal_collection_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_collection_update AFTER UPDATE OF name, parent_folder ON public.collection FOR EACH ROW WHEN (((new.name IS DISTINCT FROM old.name) OR (new.parent_folder IS DISTINCT FROM old.parent_folder))) EXECUTE FUNCTION public.journal_collection();


--
-- Name: journal_marker journal_commit; Type: TRIGGER; Schema: public; Owner: -
--

CREATE CONSTRAINT TRIGGER journal_commit AFTER INSERT ON public.journal_marker DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.journal_commit();


--
-- Name: contact journal_contact_name_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_contact_name_update AFTER UPDATE ON public.contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_contact_name();


--
-- Name: contact_sync journal_contact_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_contact_sync_delete AFTER DELETE ON public.contact_sync REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_contact_sync();


--
-- Name: contact_sync journal_contact_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_contact_sync_insert AFTER INSERT ON public.contact_sync REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_contact_sync();


--
-- Name: contact_sync journal_contact_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_contact_sync_update AFTER UPDATE ON public.contact_sync REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_contact_sync();


--
-- Name: contact journal_contact_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_contact_update AFTER UPDATE ON public.contact REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_contact();


--
-- Name: device journal_device; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_device AFTER UPDATE OF status, wipe_state ON public.device FOR EACH ROW WHEN (((new.status IS DISTINCT FROM old.status) OR (new.wipe_state IS DISTINCT FROM old.wipe_state))) EXECUTE FUNCTION public.journal_device();


--
-- Name: device journal_device_merge; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_device_merge AFTER UPDATE OF merged_kinds ON public.device FOR EACH ROW WHEN ((new.merged_kinds IS DISTINCT FROM old.merged_kinds)) EXECUTE FUNCTION public.journal_device_merge();


--
-- Name: account journal_login; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_login AFTER UPDATE ON public.account FOR EACH ROW WHEN (((new.password_version <> old.password_version) OR (new.phone_password IS DISTINCT FROM old.phone_password))) EXECUTE FUNCTION public.journal_login();


--
-- Name: app_password journal_login; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_login AFTER UPDATE OF revoked_at ON public.app_password FOR EACH ROW WHEN ((new.revoked_at IS DISTINCT FROM old.revoked_at)) EXECUTE FUNCTION public.journal_login();


--
-- Name: tenant journal_login; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_login AFTER UPDATE OF phone_password ON public.tenant FOR EACH ROW WHEN ((new.phone_password <> old.phone_password)) EXECUTE FUNCTION public.journal_login();


--
-- Name: note journal_note_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_note_delete AFTER DELETE ON public.note REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_note();


--
-- Name: note journal_note_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_note_insert AFTER INSERT ON public.note REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_note();


--
-- Name: note journal_note_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_note_update AFTER UPDATE ON public.note REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_note();


--
-- Name: contact_number journal_number_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_number_delete AFTER DELETE ON public.contact_number REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_number();


--
-- Name: contact_number journal_number_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_number_insert AFTER INSERT ON public.contact_number REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_number();


--
-- Name: contact_number journal_number_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_number_update AFTER UPDATE ON public.contact_number REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_number();


--
-- Name: appointment_override journal_override_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_override_delete AFTER DELETE ON public.appointment_override REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_override();


--
-- Name: appointment_override journal_override_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_override_insert AFTER INSERT ON public.appointment_override REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_override();


--
-- Name: appointment_override journal_override_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_override_update AFTER UPDATE ON public.appointment_override REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_override();


--
-- Name: appointment_participant journal_participant_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_participant_delete AFTER DELETE ON public.appointment_participant REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_participant();


--
-- Name: appointment_participant journal_participant_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_participant_insert AFTER INSERT ON public.appointment_participant REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_participant();


--
-- Name: appointment_participant journal_participant_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_participant_update AFTER UPDATE ON public.appointment_participant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_participant();


--
-- Name: contact_picture_copy journal_picture_copy_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_picture_copy_update AFTER UPDATE ON public.contact_picture_copy REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_picture_copy();


--
-- Name: property journal_property_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_property_update AFTER UPDATE ON public.property REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_property();


--
-- Name: resource journal_resource_name_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_resource_name_update AFTER UPDATE ON public.resource REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_resource_name();


--
-- Name: resource journal_resource_release_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_resource_release_update AFTER UPDATE ON public.resource REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_resource_release();


--
-- Name: task journal_task_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_task_delete AFTER DELETE ON public.task REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_task();


--
-- Name: task_editor journal_task_editor_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_task_editor_delete AFTER DELETE ON public.task_editor REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_task_editor();


--
-- Name: task_editor journal_task_editor_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_task_editor_insert AFTER INSERT ON public.task_editor REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_task_editor();


--
-- Name: task_editor journal_task_editor_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_task_editor_update AFTER UPDATE ON public.task_editor REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_task_editor();


--
-- Name: task journal_task_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_task_insert AFTER INSERT ON public.task REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_task();


--
-- Name: task journal_task_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_task_update AFTER UPDATE ON public.task REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_task();


--
-- Name: tenant journal_tenant_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER journal_tenant_update AFTER UPDATE ON public.tenant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.journal_tenant();


--
-- Name: appointment keep_appointment; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_appointment BEFORE UPDATE ON public.appointment FOR EACH ROW EXECUTE FUNCTION public.keep_appointment();


--
-- Name: account keep_collections; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_collections AFTER INSERT ON public.account REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_account_collections();


--
-- Name: resource keep_collections; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_collections AFTER INSERT ON public.resource REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_resource_collection();


--
-- Name: account keep_directory_words; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_directory_words AFTER INSERT OR UPDATE OF display_name, name, email ON public.account FOR EACH ROW EXECUTE FUNCTION public.keep_directory_words();


--
-- Name: appointment keep_home_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_insert BEFORE INSERT ON public.appointment FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_appointment_home();


--
-- Name: contact_sync keep_home_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_insert BEFORE INSERT ON public.contact_sync FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_contact_sync_home();


--
-- Name: note keep_home_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_insert BEFORE INSERT ON public.note FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_note_home();


--
-- Name: task keep_home_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_insert BEFORE INSERT ON public.task FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_task_home();


--
-- Name: appointment keep_home_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_update BEFORE UPDATE OF owner_id, collection_id ON public.appointment FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_appointment_home();


--
-- Name: contact_sync keep_home_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_update BEFORE UPDATE OF account_id, collection_id ON public.contact_sync FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_contact_sync_home();


--
-- Name: note keep_home_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_update BEFORE UPDATE OF owner_id, collection_id ON public.note FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_note_home();


--
-- Name: task keep_home_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_home_update BEFORE UPDATE OF responsible_id, collection_id ON public.task FOR EACH ROW WHEN ((new.collection_id IS NOT NULL)) EXECUTE FUNCTION public.keep_task_home();


--
-- Name: account keep_login_names_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_login_names_insert AFTER INSERT ON public.account REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_login_names();


--
-- Name: account keep_login_names_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_login_names_update AFTER UPDATE ON public.account REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_login_names();


--
-- Name: tenant keep_login_names_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_login_names_update AFTER UPDATE ON public.tenant REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.keep_tenant_login_names();


--
-- Name: note keep_note; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_note BEFORE UPDATE ON public.note FOR EACH ROW EXECUTE FUNCTION public.keep_note();


--
-- Name: account keep_password; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_password BEFORE UPDATE ON public.account FOR EACH ROW WHEN ((new.password_hash IS DISTINCT FROM old.password_hash)) EXECUTE FUNCTION public.keep_password();


--
-- Name: contact keep_picture_copy_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_picture_copy_insert AFTER INSERT ON public.contact FOR EACH ROW WHEN (((new.picture IS NOT NULL) OR (new.logo IS NOT NULL))) EXECUTE FUNCTION public.keep_picture_copy();


--
-- Name: contact keep_picture_copy_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_picture_copy_update AFTER UPDATE ON public.contact FOR EACH ROW WHEN (((new.picture IS DISTINCT FROM old.picture) OR (new.logo IS DISTINCT FROM old.logo))) EXECUTE FUNCTION public.keep_picture_copy();


--
-- Name: contact_number keep_slot_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_slot_insert AFTER INSERT ON public.contact_number FOR EACH ROW WHEN ((new.sync_slot IS NOT NULL)) EXECUTE FUNCTION public.keep_slot();


--
-- Name: contact_number keep_slot_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_slot_update AFTER UPDATE ON public.contact_number FOR EACH ROW WHEN (((new.sync_slot IS NOT NULL) AND ((new.sync_slot IS DISTINCT FROM old.sync_slot) OR (new.contact_id IS DISTINCT FROM old.contact_id)))) EXECUTE FUNCTION public.keep_slot();


--
-- Name: task keep_task; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_task BEFORE UPDATE ON public.task FOR EACH ROW EXECUTE FUNCTION public.keep_task();


--
-- Name: contact keep_updated_at; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER keep_updated_at BEFORE UPDATE ON public.contact FOR EACH ROW EXECUTE FUNCTION public.keep_updated_at();


--
-- Name: tenant raise_policy_version; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER raise_policy_version BEFORE UPDATE OF policy ON public.tenant FOR EACH ROW WHEN ((new.policy IS DISTINCT FROM old.policy)) EXECUTE FUNCTION public.raise_policy_version();


--
-- Name: account account_tenant_id_branch_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_tenant_id_branch_id_fkey FOREIGN KEY (tenant_id, branch_id) REFERENCES public.branch(tenant_id, id);


--
-- Name: account account_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: api_answer api_answer_tenant_id_token_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_answer
    ADD CONSTRAINT api_answer_tenant_id_token_id_fkey FOREIGN KEY (tenant_id, token_id) REFERENCES public.api_token(tenant_id, id) ON DELETE CASCADE;


--
-- Name: api_token api_token_of_tenant_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT api_token_of_tenant_fkey FOREIGN KEY (of_tenant) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: app_password app_password_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.app_password
    ADD CONSTRAINT app_password_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_invitation appointment_invitation_tenant_id_appointment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_invitation
    ADD CONSTRAINT appointment_invitation_tenant_id_appointment_id_fkey FOREIGN KEY (tenant_id, appointment_id) REFERENCES public.appointment(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_override appointment_override_tenant_id_appointment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_override
    ADD CONSTRAINT appointment_override_tenant_id_appointment_id_fkey FOREIGN KEY (tenant_id, appointment_id) REFERENCES public.appointment(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_participant appointment_participant_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_participant
    ADD CONSTRAINT appointment_participant_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_participant appointment_participant_tenant_id_appointment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_participant
    ADD CONSTRAINT appointment_participant_tenant_id_appointment_id_fkey FOREIGN KEY (tenant_id, appointment_id) REFERENCES public.appointment(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_participant appointment_participant_tenant_id_contact_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_participant
    ADD CONSTRAINT appointment_participant_tenant_id_contact_id_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES public.contact(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_participant appointment_participant_tenant_id_resource_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_participant
    ADD CONSTRAINT appointment_participant_tenant_id_resource_id_fkey FOREIGN KEY (tenant_id, resource_id) REFERENCES public.resource(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_property appointment_property_tenant_id_appointment_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_property
    ADD CONSTRAINT appointment_property_tenant_id_appointment_id_fkey FOREIGN KEY (tenant_id, appointment_id) REFERENCES public.appointment(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment_property appointment_property_tenant_id_property_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment_property
    ADD CONSTRAINT appointment_property_tenant_id_property_id_fkey FOREIGN KEY (tenant_id, property_id) REFERENCES public.property(tenant_id, id) ON DELETE CASCADE;


--
-- Name: appointment appointment_tenant_id_collection_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES public.collection(tenant_id, id) ON DELETE SET NULL (collection_id);


--
-- Name: appointment appointment_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: appointment appointment_tenant_id_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appointment
    ADD CONSTRAINT appointment_tenant_id_owner_id_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES public.account(tenant_id, id) ON DELETE SET NULL (owner_id);


--
-- Name: branch branch_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.branch
    ADD CONSTRAINT branch_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: collection collection_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: collection collection_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: collection collection_tenant_id_merged_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_tenant_id_merged_id_fkey FOREIGN KEY (tenant_id, merged_id) REFERENCES public.collection(tenant_id, id) ON DELETE SET NULL (merged_id);


--
-- Name: collection collection_tenant_id_merges_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_tenant_id_merges_account_id_fkey FOREIGN KEY (tenant_id, merges_account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: collection collection_tenant_id_resource_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_tenant_id_resource_id_fkey FOREIGN KEY (tenant_id, resource_id) REFERENCES public.resource(tenant_id, id) ON DELETE CASCADE;


--
-- Name: contact_duplicate contact_duplicate_tenant_id_added_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_duplicate
    ADD CONSTRAINT contact_duplicate_tenant_id_added_id_fkey FOREIGN KEY (tenant_id, added_id) REFERENCES public.contact(tenant_id, id) ON DELETE CASCADE;


--
-- Name: contact_duplicate contact_duplicate_tenant_id_contact_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_duplicate
    ADD CONSTRAINT contact_duplicate_tenant_id_contact_id_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES public.contact(tenant_id, id) ON DELETE CASCADE;


--
-- Name: contact_number contact_number_tenant_id_contact_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_number
    ADD CONSTRAINT contact_number_tenant_id_contact_id_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES public.contact(tenant_id, id) ON DELETE CASCADE;


--
-- Name: contact_picture_copy contact_picture_copy_tenant_id_contact_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_picture_copy
    ADD CONSTRAINT contact_picture_copy_tenant_id_contact_id_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES public.contact(tenant_id, id) ON DELETE CASCADE;


--
-- Name: contact_sync contact_sync_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_sync
    ADD CONSTRAINT contact_sync_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: contact_sync contact_sync_tenant_id_collection_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_sync
    ADD CONSTRAINT contact_sync_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES public.collection(tenant_id, id) ON DELETE SET NULL (collection_id);


--
-- Name: contact_sync contact_sync_tenant_id_contact_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact_sync
    ADD CONSTRAINT contact_sync_tenant_id_contact_id_fkey FOREIGN KEY (tenant_id, contact_id) REFERENCES public.contact(tenant_id, id) ON DELETE CASCADE;


--
-- Name: contact contact_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: contact contact_tenant_id_responsible_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_tenant_id_responsible_id_fkey FOREIGN KEY (tenant_id, responsible_id) REFERENCES public.account(tenant_id, id) ON DELETE SET NULL (responsible_id);


--
-- Name: device_adds device_adds_tenant_id_device_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_adds
    ADD CONSTRAINT device_adds_tenant_id_device_id_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES public.device(tenant_id, id) ON DELETE CASCADE;


--
-- Name: device_deletion_item device_deletion_item_tenant_id_deletion_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_deletion_item
    ADD CONSTRAINT device_deletion_item_tenant_id_deletion_id_fkey FOREIGN KEY (tenant_id, deletion_id) REFERENCES public.device_deletion(tenant_id, id) ON DELETE CASCADE;


--
-- Name: device_deletion device_deletion_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_deletion
    ADD CONSTRAINT device_deletion_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: device_log device_log_tenant_id_device_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device_log
    ADD CONSTRAINT device_log_tenant_id_device_id_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES public.device(tenant_id, id) ON DELETE CASCADE;


--
-- Name: device device_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: device device_tenant_id_app_password_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_tenant_id_app_password_id_fkey FOREIGN KEY (tenant_id, app_password_id) REFERENCES public.app_password(tenant_id, id) ON DELETE SET NULL (app_password_id);


--
-- Name: directory_word directory_word_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.directory_word
    ADD CONSTRAINT directory_word_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: journal journal_tenant_id_collection_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES public.collection(tenant_id, id) ON DELETE CASCADE;


--
-- Name: login_name login_name_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.login_name
    ADD CONSTRAINT login_name_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: mail_outbox mail_outbox_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_outbox
    ADD CONSTRAINT mail_outbox_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: note note_tenant_id_collection_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES public.collection(tenant_id, id) ON DELETE SET NULL (collection_id);


--
-- Name: note note_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: note note_tenant_id_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.note
    ADD CONSTRAINT note_tenant_id_owner_id_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: property property_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.property
    ADD CONSTRAINT property_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: resource resource_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.resource
    ADD CONSTRAINT resource_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE SET NULL (account_id);


--
-- Name: resource resource_tenant_id_branch_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.resource
    ADD CONSTRAINT resource_tenant_id_branch_id_fkey FOREIGN KEY (tenant_id, branch_id) REFERENCES public.branch(tenant_id, id);


--
-- Name: resource resource_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.resource
    ADD CONSTRAINT resource_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: sign_in sign_in_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_in
    ADD CONSTRAINT sign_in_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: sync_client_id sync_client_id_tenant_id_device_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sync_client_id
    ADD CONSTRAINT sync_client_id_tenant_id_device_id_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES public.device(tenant_id, id) ON DELETE CASCADE;


--
-- Name: sync_item sync_item_tenant_id_device_id_folder_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sync_item
    ADD CONSTRAINT sync_item_tenant_id_device_id_folder_id_fkey FOREIGN KEY (tenant_id, device_id, folder_id) REFERENCES public.sync_state(tenant_id, device_id, folder_id) ON DELETE CASCADE;


--
-- Name: sync_state sync_state_tenant_id_collection_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sync_state
    ADD CONSTRAINT sync_state_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES public.collection(tenant_id, id) ON DELETE CASCADE;


--
-- Name: sync_state sync_state_tenant_id_device_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sync_state
    ADD CONSTRAINT sync_state_tenant_id_device_id_fkey FOREIGN KEY (tenant_id, device_id) REFERENCES public.device(tenant_id, id) ON DELETE CASCADE;


--
-- Name: task_editor task_editor_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_editor
    ADD CONSTRAINT task_editor_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: task_editor task_editor_tenant_id_task_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task_editor
    ADD CONSTRAINT task_editor_tenant_id_task_id_fkey FOREIGN KEY (tenant_id, task_id) REFERENCES public.task(tenant_id, id) ON DELETE CASCADE;


--
-- Name: task task_tenant_id_collection_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_tenant_id_collection_id_fkey FOREIGN KEY (tenant_id, collection_id) REFERENCES public.collection(tenant_id, id) ON DELETE SET NULL (collection_id);


--
-- Name: task task_tenant_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenant(id) ON DELETE CASCADE;


--
-- Name: task task_tenant_id_responsible_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_tenant_id_responsible_id_fkey FOREIGN KEY (tenant_id, responsible_id) REFERENCES public.account(tenant_id, id) ON DELETE SET NULL (responsible_id);


--
-- Name: web_session web_session_tenant_id_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_tenant_id_account_id_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES public.account(tenant_id, id) ON DELETE CASCADE;


--
-- Name: FUNCTION set_login_names(tenants bigint[], accounts bigint[]); Type: ACL; Schema: public; Owner: -
--

REVOKE ALL ON FUNCTION public.set_login_names(tenants bigint[], accounts bigint[]) FROM PUBLIC;


--
-- PostgreSQL database dump complete
--



