/** Hot: decides a job. */
import { composeHttp } from '../../middleware/compose-http.ts'
import { answerJob } from '../answer-job.ts'

export const handler = composeHttp({ answerJob })
