import type { Statement } from '../../src/store/database.js'

/** A statement with a value and a parameter of each type in use. */
export const EVERY_TYPE: [Statement, unknown[]] = [
  {
    name: 'test-every-type',
    text: `select 7::integer as integer, 9007199254740991::bigint as bigint, 1.5::numeric as numeric,
      true as boolean, date '2026-02-28' as date,
      timestamptz '2026-10-25 02:30:00+02' as timestamptz, interval '1 day' as interval,
      '{"a": [1, null]}'::jsonb as jsonb, json_build_array(1, 'x') as json, '\\x00ff'::bytea as bytea,
      array[1, 2]::bigint[] as bigints, array['x', 'NULL', null] as texts,
      array[date '2026-01-02'] as dates, null::bigint as nothing, (select count(*) from tenant where id < 0),
      $1::jsonb as "jsonb in", $2::text[] as "texts in", $3::timestamptz as "timestamptz in",
      $4::boolean as "boolean in", $5::bigint[] as "bigints in", $6::date as "date in",
      $7::bigint as "bigint in", $8::text as "nothing in"`,
  },
  [
    { ä: ['"', "'"] },
    ['a"b', 'c\\d', null, 'null', '{}', ' '],
    '2026-03-29T01:00:00.000Z',
    false,
    [1, 2],
    '2026-12-31',
    9007199254740991,
    null,
  ],
]

/** Its rows as util.inspect prints them, the same from either database. */
export const EVERY_TYPE_ROWS = `[
  {
    integer: 7,
    bigint: 9007199254740991,
    numeric: 1.5,
    boolean: true,
    date: '2026-02-28',
    timestamptz: 2026-10-25T00:30:00.000Z,
    interval: '1 day',
    jsonb: { a: [ 1, null ] },
    json: [ 1, 'x' ],
    bytea: <Buffer 00 ff>,
    bigints: [ 1, 2 ],
    texts: [ 'x', 'NULL', null ],
    dates: [ '2026-01-02' ],
    nothing: null,
    count: 0,
    'jsonb in': { 'ä': [ '"', "'" ] },
    'texts in': [ 'a"b', 'c\\\\d', null, 'null', '{}', ' ' ],
    'timestamptz in': 2026-03-29T01:00:00.000Z,
    'boolean in': false,
    'bigints in': [ 1, 2 ],
    'date in': '2026-12-31',
    'bigint in': 9007199254740991,
    'nothing in': null
  }
]`
