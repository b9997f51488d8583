import { z } from 'zod'
import { fitsWildcard } from './wildcard.js'

export type DeviceStatus = 'allowed' | 'blocked' | 'quarantined'
export type NewDevices = 'allowed' | 'quarantined'

export const MAX_RULES = 100
const MAX_PATTERN = 200

const pattern = z
  .string()
  .min(1)
  .max(MAX_PATTERN)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/)
  .optional()

const RULE = z.strictObject({
  /** Of its list; never given twice in it. */
  id: z.int().min(1),
  status: z.enum(['allowed', 'blocked', 'quarantined']),
  userAgent: pattern,
  deviceType: pattern,
  /** As the device's information says. */
  model: pattern,
  deviceId: pattern,
  /** `name_tenant`. */
  user: pattern,
})

/** A device fits a rule if it fits each of its patterns (`*` any characters, `?` one). */
export type DeviceRule = z.infer<typeof RULE>
export type RulePatterns = Omit<DeviceRule, 'id' | 'status'>

/** What a rule may look at. */
export type JudgedDevice = Required<{ [K in keyof RulePatterns]: string }>

export const PATTERN_NAMES = ['userAgent', 'deviceType', 'model', 'deviceId', 'user'] as const

/** The rules that count for a tenant: its own before those of the installation. */
export type DeviceRules = {
  tenant: readonly DeviceRule[]
  installation: readonly DeviceRule[]
  newDevices: NewDevices
}

export type Verdict = {
  status: DeviceStatus
  by: 'rule' | 'default'
  /** Which rule; null for none. */
  rule: number | null
}

/** The first rule that fits decides. Null: none does. */
export function verdictOf(rules: DeviceRules, device: JudgedDevice): Verdict | null {
  for (const rule of [...rules.tenant, ...rules.installation]) {
    if (fits(rule, device)) return { status: rule.status, by: 'rule', rule: rule.id }
  }
  return null
}

/** The verdict on a device that nobody has decided on. */
export function verdictOnNew(rules: DeviceRules, device: JudgedDevice): Verdict {
  return verdictOf(rules, device) ?? { status: rules.newDevices, by: 'default', rule: null }
}

function fits(rule: DeviceRule, device: JudgedDevice): boolean {
  return PATTERN_NAMES.every((name) => {
    const wanted = rule[name]
    return wanted === undefined || fitsWildcard(wanted, device[name])
  })
}

/** Rules as the database has them; what can't be read (someone wrote it by SQL) is left out. */
export function readRules(value: unknown): DeviceRule[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MAX_RULES).flatMap((one) => {
    const result = RULE.safeParse(one)
    return result.success ? [result.data] : []
  })
}

/** True for patterns that a rule may have, at least one of them. */
export function isUsable(patterns: RulePatterns): boolean {
  const given = PATTERN_NAMES.some((name) => patterns[name] !== undefined)
  return given && RULE.safeParse({ id: 1, status: 'blocked', ...patterns }).success
}
