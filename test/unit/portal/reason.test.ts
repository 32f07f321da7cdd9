// Reasons of decisions in every language of the portal, and in the server's words where there is none.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@formatjs/icu-messageformat-parser'
import { createIntl } from 'react-intl'
import { describe, expect, it } from 'vitest'
import { makeReasonText } from '#portal/parts/reason.ts'
import { REASONS } from '#shared/decision/reasons.ts'

const TAGS = ['en', 'de', 'fr', 'es'] as const
const read = (tag: string): Record<string, string> =>
  JSON.parse(
    readFileSync(
      join(import.meta.dirname, `../../../portal/messages/${tag}/later/reasons.json`),
      'utf8',
    ),
  )
const placesOf = (sentence: string) =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const textIn = (tag: string) => {
  const messages = Object.fromEntries(
    Object.entries(read(tag)).map(([id, sentence]) => [id, parse(sentence)]),
  )
  return makeReasonText(createIntl({ locale: tag, messages }))
}

describe.each(TAGS)('in %s', (tag) => {
  const messages = read(tag)

  it('every code has a sentence, and nothing else has', () => {
    expect(Object.keys(messages)).toEqual(Object.keys(REASONS).map((code) => `reason.${code}`))
  })

  it('every sentence has the places of the one that the engine fills', () => {
    const wrong = Object.entries(REASONS).filter(
      ([code, { user }]) =>
        placesOf(messages[`reason.${code}`] ?? '').join() !== placesOf(user).join(),
    )
    expect(wrong).toEqual([])
  })
})

it('says in English what the engine says', () => {
  const engine = Object.entries(REASONS).map(([code, { user }]) => [`reason.${code}`, user])
  expect(read('en')).toEqual(Object.fromEntries(engine))
})

it.each([
  ['en', 'balance €0.02 is less than the cost €1,000.40'],
  ['de', 'das Guthaben 0,02\u00A0€ ist kleiner als die Kosten 1.000,40\u00A0€'],
] as const)('writes money as %s does', (tag, expected) => {
  const values = { balance: '0.02 EUR', cost: '1000.40 EUR', account: 'Alice' }
  expect(textIn(tag)({ code: 'funds-insufficient', text: '', values })).toBe(expected)
})

it.each([
  ['of a later version', { code: 'printer-asleep', text: 'the printer sleeps' }],
  ['named like a method', { code: 'constructor', text: 'the printer sleeps' }],
  [
    'without its values',
    { code: 'copies-over-limit', text: '7 copies are more than the 5 allowed in one job' },
  ],
])('keeps the words of a reason %s', (_, reason) => {
  expect(textIn('de')(reason)).toBe(reason.text)
})

it('never reads markup or arguments in what others wrote', () => {
  const values = { message: '<b>{cost}</b> \u202E' }
  expect(textIn('fr')({ code: 'rule-refused', text: '', values })).toBe(values.message)
})
