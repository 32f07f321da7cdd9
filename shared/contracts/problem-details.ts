/** How a problem looks on the wire. Apart from the problems themselves, which start without a schema library. */
import * as z from 'zod'

/** Problem details as sent (RFC 9457, `application/problem+json`). */
export const problemDetails = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    requestId: z.string().optional(),
    /** Sent with every 401 of a connector, so that it can learn its clock's offset. */
    serverTime: z.iso.datetime().optional(),
    fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'ProblemDetails', description: 'RFC 9457 problem details' })
export type ProblemDetails = z.infer<typeof problemDetails>
