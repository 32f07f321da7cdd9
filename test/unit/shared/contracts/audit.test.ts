// Canonical JSON is what RFC 8785 says, as far as rows of the audit log go.
import { expect, it } from 'vitest'
import { canonicalText } from '#shared/contracts/audit.ts'

const canonical = (value: unknown) => canonicalText(value as Parameters<typeof canonicalText>[0])

it.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ a: { d: [3, { z: null, y: true }], c: '' } }, '{"a":{"c":"","d":[3,{"y":true,"z":null}]}}'],
  [{ text: '€$\u000f\nA\'B"\\"/' }, '{"text":"€$\\u000f\\nA\'B\\"\\\\\\"/"}'],
  // Section 3.2.3: sorted by UTF-16 code units.
  [
    { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 },
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
])('%j is %s', (value, text) => {
  expect(canonical(value)).toBe(text)
})
