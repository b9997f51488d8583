/** What a person calls it: its own name, else its model, else its type with its DeviceId. */
export function nameOfOne(device: {
  deviceId: string
  deviceType: string
  information: Record<string, string>
}): string {
  const { friendlyName, model } = device.information
  return friendlyName || model || `${device.deviceType} ${device.deviceId}`.trim()
}
