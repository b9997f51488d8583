import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { commands } from '../../src/activesync/commands/index.js'
import { PROTOCOL_VERSIONS } from '../../src/activesync/protocol-version.js'
import type { Element } from '../../src/activesync/wbxml/element.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { PhoneClient } from '../support/phone-client.js'
import { ROOT } from '../support/prepare.js'
import { newTenant, PASSWORD } from '../support/tenant.js'

const PAGE = readFileSync(join(ROOT, 'docs/protocol-support.md'), 'utf8')

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())

/** What the page says between two of its comments. */
function tableOf(name: string): string {
  const start = `<!-- ${name} -->\n`
  const from = PAGE.indexOf(start) + start.length
  return PAGE.slice(from, PAGE.indexOf('\n<!-- end -->', from))
}

/** The status that stands for the whole answer, wherever its command has it. */
function statusOf(root: Element): string {
  const own = root.children.find(({ tag }) => tag.endsWith(':Status'))
  const deeper = root.children.flatMap(({ children }) => children)
  return own?.text ?? deeper.find(({ tag }) => tag.endsWith(':Status'))?.text ?? 'a document'
}

async function cellOf(client: PhoneClient, name: string): Promise<string> {
  const { status, body } = await client.bytes(name, null)
  if (status !== 200) return `HTTP ${status}`
  return body ? statusOf(body) : 'empty'
}

test('docs/protocol-support.md tells what a request without a body gets, in each version', async () => {
  const account = await (await newTenant(gateway)).account()
  const rows: string[] = []
  for (const name of [...commands.keys(), 'CreateCollection']) {
    const cells: string[] = []
    for (const version of PROTOCOL_VERSIONS) {
      const client = new PhoneClient({
        ...{ user: account.login, password: PASSWORD, deviceType: 'Tafel', version },
        url: `${gateway.baseUrl}/Microsoft-Server-ActiveSync`,
        deviceId: `tafel${version.replace('.', '')}`,
      })
      cells.push(await cellOf(client, name))
      client.close()
    }
    rows.push(`| ${[name, ...cells].join(' | ')} |`)
  }
  const head = `| command | ${PROTOCOL_VERSIONS.join(' | ')} |`
  const line = `|${'---|'.repeat(PROTOCOL_VERSIONS.length + 1)}`
  expect(tableOf('commands by version')).toBe([head, line, ...rows].join('\n'))
})

test('docs/protocol-support.md names every command, and none that is not there', () => {
  const section = PAGE.slice(PAGE.indexOf('## Commands'), PAGE.indexOf('Other commands are'))
  const named = [...section.matchAll(/^\| ([A-Z][A-Za-z, ]+) \|/gm)].flatMap(([, names = '']) =>
    names.split(', '),
  )
  const told = new Set(named.filter((name) => !['OPTIONS', 'Autodiscover'].includes(name)))
  expect([...told].sort()).toEqual([...commands.keys()].sort())
})
