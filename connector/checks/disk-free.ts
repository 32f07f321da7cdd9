/** Is there room for the journal and for documents while they are read? */
import { statfs } from 'node:fs/promises'
import { reasonOf } from '../disk/atomic-file.ts'
import type { Check } from './check.ts'

const LEAST_FREE_MB = 200

export const diskFree: Check = {
  name: 'disk-free',
  cure: `Free at least ${LEAST_FREE_MB} MB on the disk of the state folder; without it jobs wait.`,
  async run({ folder }) {
    try {
      const { bavail, bsize } = await statfs(folder)
      const freeMb = Math.floor((bavail * bsize) / 1024 / 1024)
      return { ok: freeMb >= LEAST_FREE_MB, detail: `${freeMb} MB free` }
    } catch (error) {
      return { ok: false, detail: `\`${folder}\` cannot be looked at: ${reasonOf(error)}` }
    }
  },
}
