/** What a running connector tells about itself through the state folder. */
import * as z from 'zod'
import { loadFile, saveFile } from './atomic-file.ts'
import { statePaths } from './site-state.ts'

const time = z.iso.datetime()

export const siteStatus = z.object({
  pid: z.int(),
  version: z.string(),
  startedAt: time,
  updatedAt: time,
  /** null while the cloud answers. */
  cloudAwaySince: time.nullable(),
  cloudAnsweredAt: time.nullable(),
  clockOffsetMs: z.number(),
  queues: z.array(z.string()),
  /** Jobs under way. */
  jobsOpen: z.int(),
  /** Jobs that ended and were not reported yet. */
  jobsUnreported: z.int(),
  journalBytes: z.int(),
})
export type SiteStatus = z.infer<typeof siteStatus>

export function saveStatus(folder: string, status: SiteStatus): Promise<void> {
  return saveFile(statePaths(folder).status, `${JSON.stringify(status, null, 2)}\n`)
}

/** null when no connector ever ran here, or when what it left is not readable. */
export async function loadStatus(folder: string): Promise<SiteStatus | null> {
  const text = await loadFile(statePaths(folder).status)
  try {
    return text === null ? null : siteStatus.parse(JSON.parse(text))
  } catch {
    return null
  }
}
