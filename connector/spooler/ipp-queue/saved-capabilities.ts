/** What a queue's printer said last, as the queue keeps it for starts without the printer. */
import { join } from 'node:path'
import { loadFile } from '../../disk/atomic-file.ts'
import type { DeviceCapabilities } from './device/device.ts'
import { GENERIC_CAPABILITIES } from './device/generic-capabilities.ts'

export const savedCapabilitiesPath = (folder: string, queue: string) =>
  join(folder, 'printers', `${queue}.json`)

/** What was said last, or what any printer can do. */
export async function loadSavedCapabilities(
  folder: string,
  queue: string,
): Promise<DeviceCapabilities> {
  return (await findSavedCapabilities(folder, queue)) ?? GENERIC_CAPABILITIES
}

/** null when nothing readable is kept: the printer will say it again. */
export async function findSavedCapabilities(
  folder: string,
  queue: string,
): Promise<DeviceCapabilities | null> {
  const text = await loadFile(savedCapabilitiesPath(folder, queue))
  try {
    const saved: unknown = text === null ? null : JSON.parse(text)
    if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return null
    return { ...GENERIC_CAPABILITIES, ...(saved as Partial<DeviceCapabilities>) }
  } catch {
    return null
  }
}
