// Patterns with `*` and `?`: what fits, and that they mean what a regular expression would.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob } from '#shared/decision/cel/glob.ts'

describe('a pattern', () => {
  it.each([
    ['', '', true],
    ['', '*', true],
    ['a', '', false],
    ['report.docx', '*.docx', true],
    ['Report.DOCX', '*.docx', true],
    ['report.docx.pdf', '*.docx', false],
    ['exam-7.pdf', 'exam-?.*', true],
    ['exam-77.pdf', 'exam-?.*', false],
    ['aXbXc', 'a*b*c', true],
    ['a.c', 'a?c', true],
    ['abc', 'a.c', false],
    ['GRÜN', 'gr?n', true],
    ['a\nb', 'a*b', true],
  ])('%j like %j is %s', (text, pattern, expected) => {
    expect(matchesGlob(text, pattern)).toBe(expected)
  })

  it('means what the same regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 })
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 })
    fc.assert(
      fc.property(texts, letters, (text, pattern) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        expect(matchesGlob(text, pattern)).toBe(new RegExp(`^${source}$`, 's').test(text))
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('takes no more steps than both lengths allow, however often its stars could be tried again', () => {
    expect(matchesGlob('a'.repeat(255), `${'*a'.repeat(99)}b`)).toBe(false)
  })
})
