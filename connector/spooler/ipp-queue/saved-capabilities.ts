/** What a queue's printer said last, as the queue keeps it for starts without the printer. */
import { join } from 'node:path'
import { loadFile } from '../../disk/atomic-file.ts'
import type { DeviceCapabilities } from './device/device.ts'
import { GENERIC_CAPABILITIES } from './device/generic-capabilities.ts'

export async function loadSavedCapabilities(
  folder: string,
  queue: string,
): Promise<DeviceCapabilities> {
  const text = await loadFile(join(folder, 'printers', `${queue}.json`))
  return text === null
    ? GENERIC_CAPABILITIES
    : { ...GENERIC_CAPABILITIES, ...(JSON.parse(text) as Partial<DeviceCapabilities>) }
}
