/** The mail folder takes what SES would, and nothing else. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '#infra/local/mail-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'spoolgate-mail-'))
let server: MailServer
beforeAll(async () => {
  server = await startMailServer(folder, () => {})
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const send = (path: string, body: string) => fetch(`${server.url}${path}`, { method: 'POST', body })
const SEND = '/v2/email/outbound-emails'
const message = 'Subject: hello\r\n\r\nGrüße'

it('keeps each message as a file', async () => {
  const Data = Buffer.from(message).toString('base64')
  const reply = await send(SEND, JSON.stringify({ Content: { Raw: { Data } } }))
  const { MessageId } = (await reply.json()) as { MessageId: string }
  const [name = ''] = readdirSync(folder)
  expect(name).toContain(`${MessageId}.eml`)
  expect(readFileSync(join(folder, name), 'utf8')).toBe(message)
})

it.each([
  [SEND, 'no JSON', 400],
  [SEND, '{"Content":{"Simple":{}}}', 400],
  ['/v2/email/identities', '{}', 404],
])('refuses %s with %s', async (path, body, status) => {
  expect((await send(path, body)).status).toBe(status)
  expect(readdirSync(folder)).toHaveLength(1)
})
