/** What one was told about own jobs, newest first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadMessagePage } from '../../stores/notices.ts'
import { ownerOf } from '../auth/own.ts'
import { loadList } from '../list.ts'

export const listMyMessages: RouteHandler<'listMyMessages'> = ({ credential, query }) => {
  const { tenantId, username } = ownerOf(credential)
  return loadList(
    `${tenantId}.messages.${username}`,
    query,
    (limit, after) => loadMessagePage(tenantId, username, limit, after),
    ({ printerId, texts, ...message }) => ({
      ...message,
      printer: printerId.slice(0, printerId.lastIndexOf('@')),
      texts: [...texts],
    }),
  )
}
