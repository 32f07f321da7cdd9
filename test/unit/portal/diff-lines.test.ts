// Two texts line by line.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { diffLines } from '#portal/parts/diff-lines.ts'

const show = (before: string, after: string) =>
  diffLines(before, after).map(
    ({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`,
  )

it.each([
  ['a\nb', 'a\nb', [' a', ' b']],
  ['a\nb\nc', 'a\nc', [' a', '-b', ' c']],
  ['a\nc', 'a\nb\nc', [' a', '+b', ' c']],
  ['a\nb\nc\nd', 'a\nx\nc\ny', [' a', '-b', '+x', ' c', '-d', '+y']],
  ['', 'a', ['-', '+a']],
])('from %j to %j', (before, after, expected) => {
  expect(show(before, after)).toEqual(expected)
})

it('numbers the lines of both texts', () => {
  expect(diffLines('a\nb', 'b\nc').map(({ before, after }) => [before, after])).toEqual([
    [1, null],
    [2, 1],
    [null, 2],
  ])
})

it('gives both texts back, whatever they are', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(text, text, (olds, news) => {
      const lines = diffLines(olds.join('\n'), news.join('\n'))
      const without = (kind: string) =>
        lines.filter((line) => line.kind !== kind).map((line) => line.text)
      expect(without('added')).toEqual(olds)
      expect(without('removed')).toEqual(news)
    }),
  )
})

it('tells texts that are too long to compare as one for the other', () => {
  const numbered = (letter: string) =>
    Array.from({ length: 2_500 }, (_, index) => `${letter}${index}`).join('\n')
  const kinds = diffLines(numbered('a'), numbered('b')).map(({ kind }) => kind)
  expect(new Set(kinds.slice(0, 2_500))).toEqual(new Set(['removed']))
  expect(new Set(kinds.slice(2_500))).toEqual(new Set(['added']))
})
