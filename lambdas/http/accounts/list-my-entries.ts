/** Entries of one of the own accounts, newest first. */
import { parseAccountId } from '#shared/contracts/account.ts'
import { userAccountId } from '#shared/contracts/ids.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadEntryPage } from '../../stores/entries.ts'
import { loadList } from '../list.ts'
import { ownName } from '../own-name.ts'
import { presentEntry } from '../present.ts'

export const listMyEntries: RouteHandler<'listMyEntries'> = async ({ credential, query }) => {
  const { tenantId, username } = ownName(credential)
  const id = query.account ?? userAccountId(username)
  const place = parseAccountId(id)
  // Somebody else's account answers like one that is not there.
  if (place === null || place.kind === 'shared' || place.username !== username) {
    throw new Problem('not-found')
  }
  return loadList(
    `${tenantId}.entries.${id}`,
    query,
    (limit, after) => loadEntryPage(tenantId, id, limit, after),
    presentEntry,
  )
}
