/** `enroll`: turns a one-time token into a lasting identity. Crash-safe: the same key always becomes the same connector. */
import { ensureDeviceKey, loadIdentity, publicKeyText, saveIdentity } from '../disk/site-state.ts'
import { lockState } from '../disk/state-lock.ts'
import { timeText } from '../doors.ts'
import { platformText } from '../run-site.ts'
import { VERSION } from '../version.ts'
import { parseApiUrl } from './api-url.ts'
import { type CommandDoors, UsageError } from './doors.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { withCloudToEnroll } from './open-cloud.ts'

export interface EnrollOptions {
  readonly state: string
  readonly api: string
  readonly token: string
  readonly name: string
}

export async function enroll(options: EnrollOptions, doors: CommandDoors): Promise<ExitCode> {
  const { state } = options
  const apiUrl = parseApiUrl(options.api)
  const unlock = await lockState(state, doors.clock)
  try {
    const before = await loadIdentity(state)
    if (before !== null) {
      if (before.apiUrl !== apiUrl) {
        throw new UsageError(`already enrolled at \`${before.apiUrl}\`: choose another --state`)
      }
      doors.out(`already enrolled as connector ${before.connectorId} of site ${before.siteSlug}`)
      return EXIT.good
    }
    // On disk before the token is spent: should we die now, the next try brings the same key and gets the same name.
    const key = await ensureDeviceKey(state)
    const reply = await withCloudToEnroll(state, apiUrl, key, doors, (cloud) =>
      cloud.call('enroll', {
        body: {
          token: options.token,
          publicKey: publicKeyText(key),
          name: options.name,
          version: VERSION,
          platform: platformText(),
          spooler: 'cups',
        },
        signal: doors.signal,
      }),
    )
    const { tenantId, siteId, siteSlug, connectorId } = reply
    const enrolledAt = timeText(doors.clock.nowMs())
    const { name } = options
    await saveIdentity(state, { apiUrl, tenantId, siteId, siteSlug, connectorId, name, enrolledAt })
    doors.out(`enrolled as connector ${connectorId} of site ${siteSlug}`)
    return EXIT.good
  } finally {
    await unlock()
  }
}
