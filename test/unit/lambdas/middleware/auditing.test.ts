// What of a request stands in the audit log: its fields, shortened, never a secret.
import { expect, it } from 'vitest'
import { describeChange } from '#lambdas/middleware/auditing.ts'
import { CHANGE_LIMIT_CHARACTERS, CHANGES_LIMIT } from '#shared/contracts/audit.ts'

it.each<[string, unknown, ReturnType<typeof describeChange>]>([
  ['nothing', undefined, []],
  ['nothing of a file', 'code\nABCD-EFGH', []],
  ['nothing of bytes', new Uint8Array([65]), []],
  ['a field', { name: 'x' }, [{ path: '/name', value: 'x' }]],
  ['a list of words', { groups: ['a', 'b'] }, [{ path: '/groups', value: '["a","b"]' }]],
  [
    'what lies deeper',
    { prices: { gray: { simplex: '0.05' } }, limits: [{ a: null }] },
    [
      { path: '/prices/gray/simplex', value: '0.05' },
      { path: '/limits/0/a', value: 'null' },
    ],
  ],
  ['a name with a slash and a tilde', { 'a/~b': true }, [{ path: '/a~1~0b', value: 'true' }]],
  [
    'secrets, however deep and whatever shape',
    {
      password: 'x',
      pin: ['1'],
      nested: { apiToken: { a: 'y' }, clientSecret: 'z' },
      key: 'k',
      code: 'V',
      csv: 'a;b',
    },
    ['/password', '/pin', '/nested/apiToken', '/nested/clientSecret', '/key', '/code', '/csv'].map(
      (path) => ({
        path,
        value: '(hidden)',
      }),
    ),
  ],
])('tells %s', (_, body, change) => {
  expect(describeChange(body)).toEqual(change)
})

it('stays short whatever comes', () => {
  const wide = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [`f${index}`, 'x'.repeat(999)]),
  )
  const change = describeChange({ ...wide, ['long'.repeat(99)]: 'y' })
  expect(change).toHaveLength(CHANGES_LIMIT)
  expect(change.every(({ value }) => value.length <= CHANGE_LIMIT_CHARACTERS)).toBe(true)
})
