/** Sends e-mail; the only place that speaks to SES. */
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { ENV } from '#shared/contracts/wiring.ts'
import { loadEnv } from './doors.ts'

/** Mail has attachments: it may take longer than what people wait for. */
const LIMITS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
}
const client = new SESv2Client(LIMITS)

/** Sender of every e-mail. */
export const mailFrom = (): string => loadEnv(ENV.mailFrom)

/** `raw` is a whole message (RFC 5322). Throws when SES does not take it. */
export async function sendMail(recipients: readonly string[], raw: Uint8Array): Promise<void> {
  await client.send(
    new SendEmailCommand({
      FromEmailAddress: mailFrom(),
      Destination: { ToAddresses: [...recipients] },
      Content: { Raw: { Data: raw } },
    }),
  )
}
