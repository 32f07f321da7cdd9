/** Creates a site; its slug is taken from then on. */
import type { RouteHandler } from '../middleware/call.ts'
import { formatTime } from '../middleware/doors.ts'
import { createSite as saveSite } from '../stores/sites.ts'

export const createSite: RouteHandler<'createSite'> = ({ params, body, operation }) =>
  saveSite(params.tenant, {
    id: operation.id,
    slug: body.slug,
    name: body.name,
    createdAt: formatTime(operation.timeMs),
  })
