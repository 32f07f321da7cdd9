// Rows of the audit log as a browser checks them.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { findBreak } from '#portal/pages/audit-chain.ts'
import type { AuditRow } from '#shared/contracts/audit.ts'
import { canonicalText, FIRST_HASH } from '#shared/contracts/audit-chain.ts'

/** `count` rows that hold together, newest first. */
function makeRows(count: number): AuditRow[] {
  const rows: AuditRow[] = []
  for (let number = 1; number <= count; number++) {
    const row: Omit<AuditRow, 'hash'> = {
      number,
      at: '2027-03-01T08:00:00.000Z',
      actor: {
        username: 'zoë',
        role: 'admin',
        via: 'session',
        credential: null,
        name: 'zoë',
        reason: null,
      },
      action: 'patchUser',
      target: { username: 'bob' },
      change: [{ path: '/fullName', value: '\u202Ebob "x" 😀' }],
      result: 'done',
      requestId: `r${number}`,
      operation: `o${number}`,
      previous: rows[0]?.hash ?? FIRST_HASH,
    }
    rows.unshift({ ...row, hash: createHash('sha256').update(canonicalText(row)).digest('hex') })
  }
  return rows
}

describe('the chain', () => {
  it.each([
    ['nothing', []],
    ['from the first row on', makeRows(4)],
    ['a page from the middle', makeRows(6).slice(1, 4)],
  ])('holds: %s', async (_, rows) => {
    expect(await findBreak(rows)).toBeNull()
  })

  const [fourth, third, second, first] = makeRows(4) as [AuditRow, AuditRow, AuditRow, AuditRow]
  it.each([
    ['a field was changed', [fourth, { ...third, action: 'putUser' }, second, first], 3],
    ['a row is missing', [fourth, second, first], 4],
    ['two rows were swapped', [fourth, second, third, first], 3],
    ['a first row was put before', [{ ...first, previous: second.hash }], 1],
  ])('breaks where %s', async (_, rows, number) => {
    expect(await findBreak(rows)).toBe(number)
  })
})
