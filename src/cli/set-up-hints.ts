import type { Config } from '../config.js'
import type { DemoTenant } from './make-demo.js'

const LOCAL = /^(localhost|127\.|::1$|\[::1\]$)/

/** The domain of the demo's addresses: where phones reach this gateway, or this machine. */
export function demoDomain(config: Config): string {
  return config.publicUrl ? new URL(config.publicUrl).hostname : 'localhost'
}

/** The demo's logins, and their password, which is known only now. */
export function demoLines(demo: DemoTenant & { password: string }): string[] {
  const { appointments, tasks, contacts } = demo.items
  return [
    `Made the demo tenant ${demo.tenant}: ${appointments} appointments, ${tasks} tasks and ` +
      `${contacts} contacts, all invented.`,
    ...demo.users.map(({ address }) => `  address    ${address}`),
    `  password   ${demo.password}   (for both, shown only now)`,
  ]
}

/** What to type into a phone; `address` null: there is no user yet. */
export function phoneLines(config: Config, url: string, address: string | null): string[] {
  if (address === null) {
    return [
      'There is no user yet. Add a tenant and a user:',
      '  termingate tenant add MyOffice --domain activesync.example.com',
      '  termingate user add MyOffice NAME --enable calendar,tasks,contacts',
    ]
  }
  return [
    'On a phone, in Outlook or in Thunderbird add an account of the kind Exchange (ActiveSync):',
    `  e-mail     ${address}`,
    '  password   that of the user; termingate user password sets another',
    'and, if it asks for more:',
    `  server     ${new URL(config.publicUrl ?? url).host}`,
    `  user name  ${address.slice(0, address.lastIndexOf('@'))}`,
    '  domain     leave it empty',
    `Try it from here: termingate check ${address} --server ${url}`,
    `Who is locked, which device has what and why not: ${config.publicUrl ?? url}/admin, with the same login`,
  ]
}

/** What keeps a real phone from getting here. */
export function missingLines(config: Config): string[] {
  const missing: string[] = []
  if (LOCAL.test(config.host) && !config.publicUrl) {
    missing.push(
      `an address it reaches: HOST is ${config.host}, which only this machine does. Set ` +
        'HOST=0.0.0.0, or put a reverse proxy in front',
    )
  }
  if (!config.tls && !config.publicUrl?.startsWith('https:')) {
    missing.push(
      'TLS: set TLS_CERT and TLS_KEY (PEM files), or let a reverse proxy do it, and set PUBLIC_URL',
    )
  }
  if (!config.publicUrl) {
    missing.push(
      'a name: set PUBLIC_URL=https://activesync.example.com and the DNS records of docs/dns.md',
    )
  }
  if (missing.length === 0) return []
  return ['A real phone still needs', ...missing.map((what) => `  - ${what}`)]
}
