/** Whether a user knows the PIN of an account. */
import type { RouteHandler } from '../../middleware/call.ts'
import { ownName } from '../own-name.ts'
import { checkPin as check } from './pin.ts'

export const checkPin: RouteHandler<'checkPin'> = async (call) => {
  const { credential, params, body, nowMs, log } = call
  const own = ownName(credential)
  await check({ ...own, accountId: params.account, pin: body.pin }, nowMs, log)
  return { account: params.account }
}
