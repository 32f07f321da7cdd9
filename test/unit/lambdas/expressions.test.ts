/** Expressions hold placeholders only: names and values of users never stand in them. */
import { describe, expect, it } from 'vitest'
import { makeExpressions } from '#lambdas/stores/expressions.ts'

const KEY = { pk: 'p', sk: 's' }

describe('expressions', () => {
  it('name and value everything by placeholder', () => {
    const made = makeExpressions({
      kind: 'update',
      key: KEY,
      set: { 'é = 1': '€ 🖨️' },
      add: { available: -5n },
      when: [
        { is: 'present' },
        { is: 'at-least', attribute: 'available', value: 5n },
        { is: 'unset', attribute: 'usedBy' },
        { is: 'equal', attribute: 'state', value: 'x OR 1 = 1' },
      ],
    })
    expect(made.update).toMatch(/^SET #n\d+ = :v\d+ ADD #n\d+ :v\d+$/)
    expect(made.condition).toMatch(
      /^attribute_exists\(#n\d+\) AND #n\d+ >= :v\d+ AND attribute_not_exists\(#n\d+\) AND #n\d+ = :v\d+$/,
    )
    expect(Object.values(made.names ?? {})).toContain('é = 1')
    expect(Object.values(made.values ?? {})).toContainEqual({ S: 'x OR 1 = 1' })
    expect(Object.values(made.values ?? {})).toContainEqual({ N: '-5' })
  })

  it('leave out what is not asked for', () => {
    expect(makeExpressions({ kind: 'put', key: KEY, item: {}, when: [] })).toEqual({
      update: undefined,
      condition: undefined,
      names: undefined,
      values: undefined,
    })
  })
})
