/** Users as CSV, a page of some thousands at a time; `Link` leads to the next. */
import { userAccountId } from '#shared/contracts/ids.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import { USER_COLUMNS, USER_COLUMNS_SHOWN } from '#shared/contracts/user-row.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { type AccountRecord, loadAccounts } from '../../stores/accounts.ts'
import { loadUserPage, type UserRecord } from '../../stores/users.ts'
import { formatCsv } from '../csv/csv.ts'
import { makeCursor, readCursor } from '../cursor.ts'

const PAGE_LENGTH = 500
/** Tells spreadsheets that the text is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

export const exportUsers: RouteHandler<'exportUsers'> = async ({ params, query }) => {
  const { tenant } = params
  const list = `${tenant}.users`
  const rows: (readonly string[])[] = [[...USER_COLUMNS, ...USER_COLUMNS_SHOWN]]
  let after = readCursor(list, query.cursor)
  for (let left = query.limit; left > 0; ) {
    const page = await loadUserPage(tenant, Math.min(left, PAGE_LENGTH), after)
    const ids = page.items.map(({ username }) => userAccountId(username))
    const accounts = await loadAccounts(tenant, ids)
    page.items.forEach((user, index) => {
      rows.push(makeRow(user, accounts[index] ?? null))
    })
    left -= page.items.length
    after = page.after
    if (after === null) break
  }
  const cursor = makeCursor(list, after)
  return {
    raw: true,
    status: 200,
    contentType: 'text/csv; charset=utf-8',
    body: BYTE_ORDER_MARK + formatCsv(rows),
    ...(cursor === null
      ? {}
      : { link: `<?limit=${query.limit}&cursor=${encodeURIComponent(cursor)}>; rel="next"` }),
  }
}

/** In the order of the columns; `credit` stays empty, so that the file can be imported again. */
function makeRow(user: UserRecord, account: AccountRecord | null): readonly string[] {
  const own = account === null || account.followsTenant ? null : account.overdraftMinor
  return [
    user.username,
    user.fullName,
    user.email,
    user.groups.join(';'),
    user.restricted ? 'yes' : 'no',
    user.disabled ? 'yes' : 'no',
    own === null ? '' : formatAmount(own),
    user.defaultAccount ?? '',
    '',
    formatAmount(account?.postedMinor ?? 0n),
  ]
}
