/** What rules tell: messages that their user finds, and notices that wait to go out by e-mail. */
import { MESSAGE_DAYS } from '#shared/contracts/message.ts'
import { numberOrNull, text } from './attributes.ts'
import type { Item, Put } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadPage, saveItem } from './table.ts'

const DAY_SECONDS = 24 * 3600
/** Older news is no news. */
const NOTICE_DAYS = 2

export interface MessageRecord {
  readonly jobId: string
  readonly documentName: string
  readonly printerId: string
  readonly texts: readonly string[]
  readonly at: string
}

export interface NoticeRecord {
  readonly id: string
  readonly jobId: string
  /** `user`, `admins`, or an e-mail address. */
  readonly to: string
  readonly text: string
  /** Whose job it is. */
  readonly user: string
  readonly documentName: string
  readonly printerId: string
  readonly at: string
  /** How often it could not be sent. */
  readonly tries: number
}

/** One for each job: telling it again replaces what was told. */
export function makeMessageRow(tenantId: string, user: string, message: MessageRecord): Put {
  const { jobId, ...item } = message
  return {
    kind: 'put',
    key: keys.message(tenantId, user, jobId),
    item: { ...item, expiresAt: secondsAfter(message.at, MESSAGE_DAYS) },
    when: [],
  }
}

/** Newest jobs first. */
export async function loadMessagePage(
  tenantId: string,
  user: string,
  limit: number,
  after: string | null,
): Promise<{ items: readonly MessageRecord[]; after: string | null }> {
  const partition = partitions.messages(tenantId, user)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readMessage), after: page.after }
}

export function makeNoticeRow(tenantId: string, notice: Omit<NoticeRecord, 'tries'>): Put {
  const { id, ...item } = notice
  return {
    kind: 'put',
    key: keys.notice(tenantId, id),
    item: { ...item, expiresAt: secondsAfter(notice.at, NOTICE_DAYS) },
    when: [],
  }
}

/** Of the oldest jobs first. */
export async function loadNotices(
  tenantId: string,
  limit: number,
): Promise<readonly NoticeRecord[]> {
  const partition = partitions.notices(tenantId)
  const page = await loadPage({ partition, limit, backwards: false, consistent: true })
  return page.items.map(readNotice)
}

export async function deleteNotices(
  tenantId: string,
  notices: readonly NoticeRecord[],
): Promise<void> {
  await Promise.all(
    notices.map(({ id }) => saveItem({ kind: 'delete', key: keys.notice(tenantId, id), when: [] })),
  )
}

/** They could not be sent. */
export async function saveNoticeTries(
  tenantId: string,
  notices: readonly NoticeRecord[],
): Promise<void> {
  await Promise.all(
    notices.map(({ id, tries }) =>
      saveItem({
        kind: 'update',
        key: keys.notice(tenantId, id),
        set: { tries: tries + 1 },
        when: [{ is: 'present' }],
      }),
    ),
  )
}

function secondsAfter(at: string, days: number): number {
  return Math.floor(Date.parse(at) / 1000) + days * DAY_SECONDS
}

function readMessage(item: Item): MessageRecord {
  return {
    jobId: text(item, 'sk'),
    documentName: text(item, 'documentName'),
    printerId: text(item, 'printerId'),
    texts: item.texts as string[],
    at: text(item, 'at'),
  }
}

function readNotice(item: Item): NoticeRecord {
  return {
    id: text(item, 'sk'),
    jobId: text(item, 'jobId'),
    to: text(item, 'to'),
    text: text(item, 'text'),
    user: text(item, 'user'),
    documentName: text(item, 'documentName'),
    printerId: text(item, 'printerId'),
    at: text(item, 'at'),
    tries: numberOrNull(item, 'tries') ?? 0,
  }
}
