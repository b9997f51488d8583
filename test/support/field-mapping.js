// npm run docs:fields: writes the tables of docs/field-mapping.md from the mappers' own rows. What
// stands between the tables is written by hand.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const HEAD = ['| Element | Versions | Field | | Rule | Requirement |', '|---|---|---|---|---|---|']
const ARROWS = { sent: '→', read: '←' }

/** The page with the table of each class, which stands between two comments, made anew. */
export function renewPage(page, classes) {
  let renewed = page
  for (const [name, { rows, apart }] of Object.entries(classes)) {
    const start = `<!-- ${name}: written by npm run docs:fields -->\n`
    const from = renewed.indexOf(start) + start.length
    const to = renewed.indexOf('\n<!-- end -->', from)
    if (from < start.length || to < 0) throw new Error(`No place for the table of ${name}`)
    renewed = renewed.slice(0, from) + fieldTable(rows, apart) + renewed.slice(to)
  }
  return renewed
}

function fieldTable(rows, apart) {
  const lines = [...inGroups(rows).map(lineOfRow), ...apart.map(lineOfApart)]
  return [...HEAD, ...lines].join('\n')
}

/** Elements that are only kept, in one line for those of the same versions. */
function inGroups(rows) {
  const groups = new Map()
  for (const row of rows) {
    const { about } = row
    const own = about.fields.length > 0 || about.says !== 'kept and handed back'
    const key = own ? row.tag : `kept ${versionsOf(row)}`
    const group = groups.get(key)
    if (group) group.tags.push(row.tag)
    else groups.set(key, { row, tags: [row.tag, ...(about.tags ?? [])] })
  }
  return [...groups.values()]
}

function lineOfRow({ row, tags }) {
  const { fields, direction, says, ids } = row.about
  const arrow = ARROWS[direction] ?? '↔'
  return line([tags.map(shortTag).join(', '), versionsOf(row), named(fields), arrow, says, ids])
}

function lineOfApart({ fields, words, says, ids }) {
  return line(['–', '', words ?? named(fields), '', says, ids])
}

const line = (cells) =>
  `| ${cells.map((cell) => (cell.join ? cell.join(', ') : cell)).join(' | ')} |`
const named = (fields) => fields.map((field) => `\`${field}\``).join(', ') || '–'
/** Without the page, but where a Location or a Body could be the class's own. */
const shortTag = (tag) => tag.replace(/^(Calendar|Tasks|Contacts|Notes):/, '')

function versionsOf({ versions: { since, upTo } = {} }) {
  if (since) return `from ${since}`
  return upTo ? `up to ${upTo}` : ''
}

async function main() {
  const { fieldRows } = await import('../../dist/src/mappers/activesync/field-rows.js')
  const file = resolve('docs/field-mapping.md')
  writeFileSync(file, renewPage(readFileSync(file, 'utf8'), fieldRows))
}

// Jest loads this file as CommonJS, which has no await here.
if (process.argv[1]?.endsWith('field-mapping.js')) {
  main().catch((error) => {
    console.error(error)
    process.exitCode = 1
  })
}
