import type { Knex } from 'knex'

/**
 * The words by which an account is found: of its name, its login and its address. In the order of
 * bytes, so that the beginning of a word is a range of the index whatever the database's language.
 */
const TABLE = `
create table directory_word (
  tenant_id bigint not null,
  account_id bigint not null,
  word text collate "C" not null,
  primary key (tenant_id, account_id, word),
  foreign key (tenant_id, account_id) references account (tenant_id, id) on delete cascade
);
create index directory_word_word on directory_word (tenant_id, word, account_id);
`

/** What separates words: also in store/directory-query.ts. Never letters, so umlauts stay in. */
const SEPARATORS = '[[:space:],;.()"/<>@_+-]+'
const MOST_WORDS = 32
const LONGEST_WORD = 100

const WORDS = `
create function directory_words(display_name text, name text, email text) returns setof text
language sql immutable set search_path = SCHEMA, pg_temp as $$
  select distinct left(w.word, ${LONGEST_WORD}) from (
    select word from regexp_split_to_table(
        lower(concat_ws(' ', display_name, name, split_part(email, '@', 1))), '${SEPARATORS}') word
      where word <> '' limit ${MOST_WORDS}
  ) w
  union select left(lower(btrim(email)), ${LONGEST_WORD}) where btrim(email) <> ''
$$;

create function keep_directory_words() returns trigger language plpgsql security definer
set search_path = SCHEMA, pg_temp as $$
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
create trigger keep_directory_words after insert or update of display_name, name, email on account
for each row execute function keep_directory_words();

insert into directory_word (tenant_id, account_id, word)
  select a.tenant_id, a.id, w from account a
  cross join lateral directory_words(a.display_name, a.name, a.email) w
  on conflict do nothing;
`

export async function up(knex: Knex): Promise<void> {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema')
  const { schema } = rows[0] as { schema: string }
  await knex.raw(TABLE)
  await knex.raw(WORDS.replaceAll('SCHEMA', schema))
}

export async function down(): Promise<void> {
  throw new Error('The directory has no way back: drop the database instead.')
}
