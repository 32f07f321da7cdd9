/** Hot: takes reports. */
import { composeHttp } from '../../middleware/compose-http.ts'
import { acceptOutcomes } from '../accept-outcomes.ts'

export const handler = composeHttp({ acceptOutcomes })
