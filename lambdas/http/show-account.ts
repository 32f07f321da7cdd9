/** One account. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadAccount } from '../stores/accounts.ts'
import { found } from './found.ts'
import { presentAccount } from './present.ts'

export const showAccount: RouteHandler<'showAccount'> = async ({ params }) =>
  presentAccount(found(await loadAccount(params.tenant, params.account)))
