/** Can anybody but the connector read its key? */
import { stat } from 'node:fs/promises'
import { reasonOf } from '../disk/atomic-file.ts'
import { statePaths } from '../disk/site-state.ts'
import type { Check } from './check.ts'

const OTHERS = 0o077

export const keyPrivate: Check = {
  name: 'key-private',
  cure: 'Set the mode of device-key.pem to 0600. If others may have read it, revoke this connector and enroll anew.',
  async run({ folder }) {
    if (process.platform === 'win32')
      return { ok: true, detail: 'guarded by the folder on Windows' }
    try {
      const mode = (await stat(statePaths(folder).deviceKey)).mode & 0o777
      return { ok: (mode & OTHERS) === 0, detail: `device key has mode 0${mode.toString(8)}` }
    } catch (error) {
      return { ok: false, detail: `the device key cannot be looked at: ${reasonOf(error)}` }
    }
  },
}
