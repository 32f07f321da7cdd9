/** Does the cloud answer, know us, and how far apart are our clocks? */
import { loadConnector } from '../commands/load-connector.ts'
import { withCloud } from '../commands/open-cloud.ts'
import { platformText } from '../run-site.ts'
import { VERSION } from '../version.ts'
import type { Check } from './check.ts'

export const cloudReachable: Check = {
  name: 'cloud-reachable',
  cure: 'Open outgoing HTTPS to the API (set HTTPS_PROXY if there is one). If the key is refused, enroll anew in a new state folder.',
  async run({ folder, api, doors }) {
    const who = await loadConnector({ state: folder, ...(api === undefined ? {} : { api }) })
    return await withCloud(folder, who, doors, async (cloud) => {
      const startedMs = doors.clock.monotonicMs()
      const body = { version: VERSION, platform: platformText(), spooler: 'check', jobsOpen: 0 }
      await cloud.call('hello', { body, signal: doors.signal })
      const tookMs = Math.round(doors.clock.monotonicMs() - startedMs)
      const offsetSeconds = Math.round(cloud.clockOffsetMs / 1000)
      return { ok: true, detail: `answered in ${tookMs} ms, clocks ${offsetSeconds} s apart` }
    })
  },
}
