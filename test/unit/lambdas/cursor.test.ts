/** A cursor is a place in one list of one owner, and nothing else. */
import { describe, expect, it } from 'vitest'
import { makeCursor, readCursor } from '#lambdas/http/cursor.ts'

describe('a cursor', () => {
  it.each(['alice', 'אליס 🖨️', '01JZZZZZZZZZZZZZZZZZZZZZZZ'])('brings back `%s`', (after) => {
    expect(readCursor('T.users', makeCursor('T.users', after) ?? '')).toBe(after)
  })

  it('is nothing at the end, and nothing means the beginning', () => {
    expect(makeCursor('T.users', null)).toBeNull()
    expect(readCursor('T.users', undefined)).toBeNull()
  })

  const cursor = makeCursor('T.users', 'alice') ?? ''
  it.each([
    ['of another list', 'T.accounts', cursor],
    ['of another tenant', 'U.users', cursor],
    ['with a character more', 'T.users', `${cursor}x`],
    [
      'with another place',
      'T.users',
      `${cursor.split('.')[0]}.${Buffer.from('bob').toString('base64url')}`,
    ],
    ['that is empty', 'T.users', ''],
    ['that is anything', 'T.users', '../../etc/passwd'],
  ])('%s is refused', (_, list, text) => {
    expect(() => readCursor(list, text)).toThrow('cursor-invalid')
  })
})
