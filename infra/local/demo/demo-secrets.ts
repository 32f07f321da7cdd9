// Ids and secrets of the demo: drawn once, kept in the state folder before anything is sent.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { formatToken } from '#shared/contracts/credentials.ts'
import { makeUlid, ulid } from '#shared/contracts/ids.ts'
import { DEMO_TENANTS } from './demo-people.ts'

const demoSecrets = z.object({
  partner: z.object({ id: ulid, token: z.string() }),
  tenants: z.array(
    z.object({
      slug: z.string(),
      id: ulid,
      adminToken: z.string(),
      users: z.array(z.object({ username: z.string(), password: z.string(), token: z.string() })),
      admins: z.array(z.object({ username: z.string(), password: z.string() })),
    }),
  ),
})
export type DemoSecrets = z.infer<typeof demoSecrets>

/** Reads the file, or draws everything and writes it (mode 0600) first. */
export function loadDemoSecrets(file: string, nowMs: number): DemoSecrets {
  if (existsSync(file)) return readDemoSecrets(file)
  const partnerId = drawId(nowMs)
  const drawn: DemoSecrets = {
    partner: { id: partnerId, token: formatToken('partner', partnerId, drawSecret()) },
    tenants: DEMO_TENANTS.map((tenant) => {
      const id = drawId(nowMs)
      return {
        slug: tenant.slug,
        id,
        adminToken: formatToken('tenant', id, drawSecret()),
        users: tenant.users.map(({ username }) => ({
          username,
          password: drawSecret().slice(0, 12),
          token: formatToken('tenant', id, drawSecret()),
        })),
        admins: drawAdmins(tenant.slug),
      }
    }),
  }
  return writeDemoSecrets(file, drawn)
}

/** A state folder of an earlier version knows no admins who sign in: they are drawn now. */
function readDemoSecrets(file: string): DemoSecrets {
  const stored = JSON.parse(readFileSync(file, 'utf8')) as { tenants: { slug: string }[] }
  const tenants = stored.tenants.map((tenant) => ({ admins: drawAdmins(tenant.slug), ...tenant }))
  return writeDemoSecrets(file, demoSecrets.parse({ ...stored, tenants }))
}

function writeDemoSecrets(file: string, secrets: DemoSecrets): DemoSecrets {
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return secrets
}

function drawAdmins(slug: string): { username: string; password: string }[] {
  const admins = DEMO_TENANTS.find((tenant) => tenant.slug === slug)?.admins ?? []
  return admins.map(({ username }) => ({ username, password: drawSecret().slice(0, 12) }))
}

const drawId = (nowMs: number) => makeUlid(nowMs, randomBytes(10))

/** 160 bits, base32 (RFC 4648 section 6, lower case): what `formatToken` takes. */
function drawSecret(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
  return Array.from(randomBytes(32), (byte) => alphabet[byte & 31]).join('')
}
