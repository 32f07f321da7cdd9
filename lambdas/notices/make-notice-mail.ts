/** Notices for one recipient as one e-mail. */
import { makeReportMail } from '../reports/make-mail.ts'
import { mailFrom } from '../stores/mail.ts'
import type { NoticeRecord } from '../stores/notices.ts'

export interface NoticeMail {
  readonly recipients: readonly string[]
  readonly tenantName: string
  readonly nowMs: number
}

/** The name of a document goes to nobody but the one who printed it. */
export function makeNoticeMail(
  notices: readonly NoticeRecord[],
  { recipients, tenantName, nowMs }: NoticeMail,
): Promise<Buffer> {
  const [first] = notices
  const others = notices.length - 1
  return makeReportMail({
    from: mailFrom(),
    recipients,
    subject: `${tenantName}: ${first?.text ?? ''}${others > 0 ? ` (and ${others} more)` : ''}`,
    text: `${notices.map(describe).join('\n\n')}\n`,
    // Told again after a lost answer it is the same message, and mail programs show it once.
    key: `notices ${first?.id} ${notices.at(-1)?.id}`,
    date: new Date(nowMs),
  })
}

function describe({ to, text, user, documentName, printerId, jobId, at }: NoticeRecord): string {
  const whose = to === 'user' ? `your job ${documentName}` : `a job of ${user}`
  return `${text}\n${whose} to ${printerId}, ${at}, ${jobId}`
}
