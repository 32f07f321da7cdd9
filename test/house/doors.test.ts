// Clock, chance, environment, network, files and console come in through their doors only.
import { expect, it } from 'vitest'
import { DOORS } from './rooms.ts'
import { readSources, withoutComments } from './tree.ts'

const product = readSources().filter(({ path }) =>
  /^(shared|connector|lambdas|infra|portal)\//.test(path),
)

it.each(DOORS)('$what', ({ pattern, doors, cure }) => {
  const violations = product
    .filter(({ path }) => !doors.some((door) => path === door || path.startsWith(door)))
    .flatMap(({ path, code }) =>
      code
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${path}:${index + 1} \`${line.trim()}\`: ${cure}`] : [],
        ),
    )
  expect(violations).toEqual([])
})

it.each(DOORS)('$what has no door that nobody uses', ({ pattern, doors }) => {
  const unused = doors.filter(
    (door) => !product.some(({ path, code }) => path.startsWith(door) && pattern.test(code)),
  )
  expect(unused).toEqual([])
})

it.each([
  ['a // b', 'a     '],
  ["'http://x' // y", "'http://x'     "],
  ['/* a\nb */c', '    \n    c'],
  ['`//\n` // y', '`//\n`     '],
])('comments are told from strings in %j', (text, code) => {
  expect(withoutComments(text)).toBe(code)
})
