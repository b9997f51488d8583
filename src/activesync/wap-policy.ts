import type { Policy } from '../store/policy.js'

const LASSD = 'HKLM\\Comm\\Security\\Policy\\LASSD'
const PASSWORDS = `${LASSD}\\LAP\\lap_pw`
const IDLE = `${LASSD}\\AE\\{50C13377-C66D-400C-889E-C316FC4AB374}`
const SECONDS = 60

/**
 * MS-ASPROV, Data (MS-WAP-Provisioning-XML), for 2.5: the XML of Windows Mobile. It knows of passwords
 * only: security policy 4131 (0: one is required), 4133 (0: no computer unlocks it), the registry for
 * the rest. All values are numbers.
 */
export function wapPolicy(policy: Policy | null): string {
  const free = policy?.devicePasswordEnabled ? 0 : 1
  const security = characteristic('SecurityPolicy', { 4131: free, 4133: free })
  const registry = policy && free === 0 ? passwordKeys(policy) : ''
  const inRegistry = registry && `<characteristic type="Registry">${registry}</characteristic>`
  return `<wap-provisioningdoc>${security}${inRegistry}</wap-provisioningdoc>`
}

function passwordKeys(policy: Policy): string {
  const { maxInactivityTimeDeviceLock: idle, maxDevicePasswordFailedAttempts: attempts } = policy
  const { minDevicePasswordLength: length, alphanumericDevicePasswordRequired: letters } = policy
  const minutes = idle === undefined ? undefined : Math.max(1, Math.floor(idle / SECONDS))
  return [
    minutes === undefined
      ? ''
      : characteristic(IDLE, { AEFrequencyType: 1, AEFrequencyValue: minutes }),
    attempts === undefined ? '' : characteristic(LASSD, { DeviceWipeThreshold: attempts }),
    length === undefined ? '' : characteristic(PASSWORDS, { MinimumPasswordLength: length }),
    // 0: letters and digits; 2: either
    letters === undefined ? '' : characteristic(PASSWORDS, { PasswordComplexity: letters ? 0 : 2 }),
  ].join('')
}

function characteristic(type: string, parameters: Record<string, number>): string {
  const parms = Object.entries(parameters).map(
    ([name, value]) => `<parm name="${name}" value="${value}"/>`,
  )
  return `<characteristic type="${type}">${parms.join('')}</characteristic>`
}
