/** Sends by e-mail what rules told: one e-mail a recipient and run, so nobody gets more than a dozen an hour. */
import { Problem } from '#shared/contracts/problem.ts'
import { composeSchedule, type ScheduleCall } from '../middleware/compose-schedule.ts'
import type { Log } from '../middleware/log.ts'
import { makeNoticeMail } from '../notices/make-notice-mail.ts'
import { sendMail } from '../stores/mail.ts'
import {
  deleteNotices,
  loadNotices,
  type NoticeRecord,
  saveNoticeTries,
} from '../stores/notices.ts'
import { loadPlatformTenants, loadTenant } from '../stores/tenants.ts'
import { loadUsers } from '../stores/users.ts'

/** Of one tenant in one run; the next run goes on. */
const NOTICES_LIMIT = 200
const MAILS_LIMIT = 50
/** Runs that try to send a notice; then it is given up, and told in the log. */
const TRIES_LIMIT = 5

export async function sendNotices({ nowMs, log }: ScheduleCall): Promise<{ mails: number }> {
  let mails = 0
  let after: string | null = null
  do {
    const page = await loadPlatformTenants(after)
    for (const tenantId of page.tenantIds) {
      // One tenant that is written to too much must not keep the others waiting.
      try {
        mails += await sendTenant(tenantId, nowMs, log)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        log.error('tenant skipped', { tenantId, code: error.code })
      }
    }
    after = page.after
  } while (after !== null)
  if (mails > 0) log.info('notices sent', { mails })
  return { mails }
}

export const handler = composeSchedule('send-notices', sendNotices)

/** How many e-mails went out. A tenant that has nothing to tell costs one query. */
async function sendTenant(tenantId: string, nowMs: number, log: Log): Promise<number> {
  const notices = await loadNotices(tenantId, NOTICES_LIMIT)
  if (notices.length === 0) return 0
  const [{ name: tenantName, settings }, addressOf] = await Promise.all([
    loadTenant(tenantId),
    loadAddresses(tenantId, notices),
  ])
  let mails = 0
  for (const [recipient, own] of groupByRecipient(notices).slice(0, MAILS_LIMIT)) {
    const first = own[0]
    if (first === undefined) continue
    const addresses =
      first.to === 'admins'
        ? (settings.noticeAddresses ?? [])
        : [addressOf(first)].flatMap((one) => one ?? [])
    if (addresses.length > 0) {
      try {
        await sendMail(
          addresses,
          await makeNoticeMail(own, { recipients: addresses, tenantName, nowMs }),
        )
        mails++
      } catch (error) {
        await giveUpLater(tenantId, own, { recipient, error, log })
        continue
      }
    }
    await deleteNotices(tenantId, own)
  }
  return mails
}

/** Users without an address find the message on their page. */
async function loadAddresses(
  tenantId: string,
  notices: readonly NoticeRecord[],
): Promise<(notice: NoticeRecord) => string | null> {
  const names = [...new Set(notices.filter(({ to }) => to === 'user').map(({ user }) => user))]
  const users = await loadUsers(tenantId, names)
  const emails = new Map(users.map((user) => [user?.username, user?.email ?? '']))
  return ({ to, user }) => (to === 'user' ? emails.get(user) || null : to)
}

function groupByRecipient(
  notices: readonly NoticeRecord[],
): readonly (readonly [string, readonly NoticeRecord[]])[] {
  const groups = Map.groupBy(notices, ({ to, user }) => (to === 'user' ? `user:${user}` : to))
  return [...groups]
}

async function giveUpLater(
  tenantId: string,
  notices: readonly NoticeRecord[],
  { recipient, error, log }: { recipient: string; error: unknown; log: Log },
): Promise<void> {
  const lost = notices.filter(({ tries }) => tries + 1 >= TRIES_LIMIT)
  const kept = notices.filter(({ tries }) => tries + 1 < TRIES_LIMIT)
  const told = { tenantId, recipient, error: String(error) }
  log.error('notices not sent', { ...told, count: notices.length })
  if (lost.length > 0) log.alarm('notices-given-up', { ...told, count: lost.length })
  await Promise.all([deleteNotices(tenantId, lost), saveNoticeTries(tenantId, kept)])
}
