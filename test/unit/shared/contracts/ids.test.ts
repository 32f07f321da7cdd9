// Ids have one form each, and computed ids are the same whenever they are computed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accountId,
  makeUlid,
  printerId,
  ulid,
  ulidTimeMs,
  username,
} from '#shared/contracts/ids.ts'

const time = fc.nat({ max: 2 ** 48 - 1 })
const hash = fc.uint8Array({ minLength: 10, maxLength: 32 })

describe('ulid', () => {
  it('has the shape of an id and gives its time back', () => {
    fc.assert(
      fc.property(time, hash, (timeMs, bytes) => {
        const id = makeUlid(timeMs, bytes)
        expect(ulid.parse(id)).toBe(id)
        expect(ulidTimeMs(id)).toBe(timeMs)
        expect(makeUlid(timeMs, bytes)).toBe(id)
      }),
      { seed: 1 },
    )
  })

  it('sorts by time', () => {
    fc.assert(
      fc.property(time, time, hash, (one, other, bytes) => {
        fc.pre(one < other)
        expect(makeUlid(one, bytes) < makeUlid(other, bytes)).toBe(true)
      }),
      { seed: 1 },
    )
  })

  it.each([[-1], [2 ** 48], [1.5], [Number.NaN]])('refuses the time %d', (timeMs) => {
    expect(() => makeUlid(timeMs, new Uint8Array(10))).toThrow(RangeError)
  })

  it('refuses a hash shorter than 80 bits', () => {
    expect(() => makeUlid(0, new Uint8Array(9))).toThrow(RangeError)
  })
})

describe('username', () => {
  it.each([
    [' Alice ', 'alice'],
    ['ÅSA', 'åsa'],
    ['A\u030asa', 'åsa'],
    ['عمر', 'عمر'],
    ['dom\\Bob', 'dom\\bob'],
  ])('%j is kept as %j', (text, name) => {
    expect(username.parse(text)).toBe(name)
  })

  it.each(['', '   ', 'a#b', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(129)])(
    'refuses %j',
    (text) => {
      expect(username.safeParse(text).success).toBe(false)
    },
  )
})

it.each(['T#1', 'user:', 'team:a', 'user:a\nb'])('refuses the account id %j', (text) => {
  expect(accountId.safeParse(text).success).toBe(false)
})

it.each(['office', '@main', 'office@', 'a b@main', 'office@main@x', '../x@main'])(
  'refuses the printer id %j',
  (text) => {
    expect(printerId.safeParse(text).success).toBe(false)
  },
)
