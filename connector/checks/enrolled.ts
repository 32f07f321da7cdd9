/** Is there an identity and a key for it? */
import { loadEnrolled } from '../disk/site-state.ts'
import type { Check } from './check.ts'

export const enrolled: Check = {
  name: 'enrolled',
  cure: 'Create an enrollment token in the cloud and run `enroll --api URL --token TOKEN`.',
  async run({ folder }) {
    const { connectorId, siteSlug } = await loadEnrolled(folder)
    return { ok: true, detail: `connector ${connectorId} of site ${siteSlug}` }
  },
}
