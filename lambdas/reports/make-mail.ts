/** A report as an e-mail with the report attached. */
import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'

export interface ReportMail {
  readonly from: string
  readonly recipients: readonly string[]
  readonly subject: string
  readonly text: string
  /** Absent = the text alone. */
  readonly file?: { readonly name: string; readonly type: string; readonly bytes: Buffer }
  /** The same for the same report of the same period: mail programs show a repeat once. */
  readonly key: string
  readonly date: Date
}

/** Recipients do not see each other. */
export function makeReportMail(mail: ReportMail): Promise<Buffer> {
  const { from, subject, text, file, key, date } = mail
  const id = createHash('sha256').update(key).digest('hex').slice(0, 32)
  const domain = from.slice(from.lastIndexOf('@') + 1)
  const composer = new MailComposer({
    from,
    to: 'undisclosed-recipients:;',
    subject,
    text,
    date,
    messageId: `<${id}@${domain}>`,
    headers: { 'auto-submitted': 'auto-generated' },
    attachments:
      file === undefined
        ? []
        : [{ filename: file.name, contentType: file.type, content: file.bytes }],
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
