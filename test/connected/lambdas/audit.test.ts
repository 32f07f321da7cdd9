/** The audit log: every change leaves a row, no row is lost, and anybody can check the chain without us. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditRow, auditRow } from '#shared/contracts/audit.ts'
import { makeFacts, type Stage, startStage } from './stage.ts'

let stage: Stage
let mine: Stage['partner']['tenants'][0]
let others: Stage['partner']['tenants'][1]
let path: string

beforeAll(async () => {
  stage = await startStage()
  ;[mine, others] = stage.partner.tenants
  path = `/v1/tenants/${mine.id}`
})
afterAll(() => stage?.stop())

const put = (name: string, body: unknown, headers = {}) =>
  stage.call(mine.admin, 'PUT', `${path}/users/${name}`, body, headers)

async function loadLog(tenant = mine): Promise<AuditRow[]> {
  const rows: AuditRow[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const url = `/v1/tenants/${tenant.id}/audit?limit=7${query}`
    const page = await stage.call(tenant.admin, 'GET', url)
    rows.push(...page.json.items.map((row: unknown) => auditRow.parse(row)))
    cursor = page.json.next
  }
  return rows.reverse()
}

/** As docs/audit.md tells it, with nothing of ours: exactly what somebody else would write. */
function findBreak(rows: readonly object[]): number | null {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(sorted)
      : value !== null && typeof value === 'object'
        ? Object.fromEntries(
            Object.keys(value)
              .sort()
              .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
          )
        : value
  let previous = '0'.repeat(64)
  for (const [index, row] of rows.entries()) {
    const { hash, ...rest } = row as Record<string, unknown>
    const sum = createHash('sha256')
      .update(JSON.stringify(sorted(rest)))
      .digest('hex')
    if (rest.number !== index + 1 || rest.previous !== previous || hash !== sum) return index
    previous = String(hash)
  }
  return null
}

describe('the audit log', () => {
  it('tells who changed what, when and by which request, without secrets', async () => {
    const body = { fullName: 'Alice', groups: ['staff', 'choir'], email: 'a@b.example' }
    const reply = await put('alice', body)
    expect((await loadLog()).at(-1)).toMatchObject({
      at: new Date(stage.clock.ms).toISOString(),
      actor: { username: null, role: 'admin', via: 'token', name: 'test admin', reason: null },
      action: 'putUser',
      target: { username: 'alice' },
      change: expect.arrayContaining([
        { path: '/fullName', value: 'Alice' },
        { path: '/groups', value: '["staff","choir"]' },
      ]),
      result: 'done',
      requestId: reply.headers['x-request-id'],
    })
  })

  it('has no row for looking, for what was refused, and for a repeat', async () => {
    await put('bob', {}, { 'idempotency-key': 'bob' })
    const before = (await loadLog()).length
    await stage.call(mine.admin, 'GET', `${path}/users`)
    await put('bob', {}, { 'idempotency-key': 'bob' })
    await put('bob', { role: 'emperor' })
    await stage.call(mine.staff.auditor, 'PUT', `${path}/users/bob`, {})
    const adjustment = { amount: '-99.00', comment: 'too much' }
    const refused = await stage.call(
      mine.admin,
      'POST',
      `${path}/accounts/user:nobody/entries`,
      adjustment,
    )
    expect(refused.status).toBe(404)
    expect((await loadLog()).length).toBe(before)
  })

  it('takes many at once: no row is lost, the chain holds', async () => {
    const before = (await loadLog()).length
    await Promise.all(Array.from({ length: 12 }, (_, index) => put(`many-${index}`, {})))
    stage.clock.ms += 120_000
    await stage.chainAudit()
    const rows = await loadLog()
    expect(rows.length).toBe(before + 12)
    expect(findBreak(rows)).toBeNull()
    expect((await stage.chainAudit()).chained).toBe(0)
  })

  it('gives three that race their places at once, without the sweep', async () => {
    const before = (await loadLog()).length
    await Promise.all(['one', 'two', 'three'].map((name) => put(`racing-${name}`, {})))
    const rows = await loadLog()
    expect(rows.length).toBe(before + 3)
    expect(findBreak(rows)).toBeNull()
  })

  it('keeps what a function began and did not end, and says that nobody knows how it ended', async () => {
    const { saveIntent } = await import('#lambdas/stores/audit.ts')
    const { number: _, previous: __, hash: ___, result: ____, ...last } = (await loadLog()).at(-1)!
    await saveIntent(mine.id, {
      ...last,
      at: new Date(stage.clock.ms).toISOString(),
      action: 'adjustAccount',
      operation: '01JZZZZZZZZZZZZZZZZZZZZZZZ',
    })
    expect((await stage.chainAudit()).chained).toBe(0)
    stage.clock.ms += 61_000
    expect((await stage.chainAudit()).chained).toBe(1)
    const rows = await loadLog()
    expect(rows.at(-1)).toMatchObject({ action: 'adjustAccount', result: 'unknown' })
    expect(findBreak(rows)).toBeNull()
  })

  it('shows every change to itself: an edited, dropped, swapped or invented row breaks the chain', async () => {
    const rows = await loadLog()
    expect(rows.length).toBeGreaterThan(5)
    const [first, second, ...rest] = rows as [AuditRow, AuditRow, ...AuditRow[]]
    const forged: [string, object[]][] = [
      ['edited', [first, { ...second, actor: { ...second.actor, name: 'somebody' } }, ...rest]],
      ['dropped', [first, ...rest]],
      ['swapped', [second, first, ...rest]],
      ['invented', [first, first, second, ...rest]],
      ['with a field more', [{ ...first, note: '' }, second, ...rest]],
    ]
    for (const [how, log] of forged) expect(findBreak(log), how).not.toBeNull()
    expect(findBreak(rows)).toBeNull()
  })

  it('survives hostile texts: names in any script, halves of characters, secrets', async () => {
    const fullName = `${'x'.repeat(99)}🖨️<script>‮\u0000`
    await put('hostile', { fullName })
    const rows = await loadLog()
    expect(rows.at(-1)?.change.find(({ path: at }) => at === '/fullName')?.value).toBe(
      `${'x'.repeat(99)}\ufffd`,
    )
    expect(findBreak(rows)).toBeNull()
  })

  it('costs a change at most nine write units and one read, however long the log is', async () => {
    const audit = await import('#lambdas/stores/audit.ts')
    const { number: _, previous: __, hash: ___, result: ____, ...last } = (await loadLog()).at(-1)!
    const intent = { ...last, operation: '01JZZZZZZZZZZZZZZZZZZZZZZY' }
    const units = { read: 0, write: 0 }
    stage.lambdas.table.setMeter((operation, count) => {
      units[operation] += count
    })
    await audit.saveIntent(mine.id, intent)
    await audit.chainIntent(mine.id, intent, 'done')
    stage.lambdas.table.setMeter(null)
    expect(units.write).toBeLessThanOrEqual(9)
    expect(units.read).toBeLessThanOrEqual(1)
    expect(units.write).toBeGreaterThan(0)
  })

  it('is each tenant’s own', async () => {
    const rows = await loadLog(others)
    expect(rows.map(({ target }) => target)).not.toContainEqual({ username: 'alice' })
    expect((await stage.call(others.admin, 'GET', `${path}/audit`)).status).toBe(404)
  })
})

describe('who may not see what documents are called', () => {
  it('gets every job without its name, from whatever route', async () => {
    const device = await stage.enroll(mine, 'main')
    const facts = makeFacts('named', { documentName: 'dismissal of Bob.pdf' })
    await stage.ask(device, facts)
    for (const url of ['jobs', `jobs/${facts.jobId}`, `jobs/${facts.jobId}/trace`]) {
      const full = await stage.call(mine.admin, 'GET', `${path}/${url}`)
      expect(full.text, url).toContain('dismissal')
      const hidden = await stage.call(mine.staff.helpdesk, 'GET', `${path}/${url}`)
      expect([url, hidden.status]).toEqual([url, 200])
      expect(hidden.text, url).not.toContain('dismissal')
      expect(hidden.text, url).toContain('"documentName":"…"')
    }
  })
})
