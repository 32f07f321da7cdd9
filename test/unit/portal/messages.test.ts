// Every word on screen comes through messages, and every language has all of them.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../../portal')
const readAll = (tag: string): Record<string, string> =>
  Object.assign(
    {},
    ...globSync(`messages/${tag}/**/*.json`, { cwd: root }).map((file) =>
      JSON.parse(readFileSync(join(root, file), 'utf8')),
    ),
  )
const english = readAll('en')
const sources = globSync('**/*.{ts,tsx}', { cwd: root }).map((path) => ({
  path,
  code: readFileSync(join(root, path), 'utf8'),
}))

/** Names of the arguments, outside of the words of a plural's branches. */
const argumentsOf = (message: string) =>
  [...new Set([...message.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort()

describe.each(['de', 'fr', 'es'])('messages in %s', (tag) => {
  const messages = readAll(tag)

  it('are the English ones, no more and no fewer', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
  })

  it('take the arguments of the English ones', () => {
    const wrong = Object.entries(messages).filter(
      ([id, text]) => argumentsOf(text).join() !== argumentsOf(english[id] ?? '').join(),
    )
    expect(wrong).toEqual([])
  })

  it('are translated', () => {
    // One word may well be the same in two languages; a sentence is not.
    const same = Object.entries(messages).filter(
      ([id, text]) => text === english[id] && text.split(' ').length > 3,
    )
    expect(same).toEqual([])
  })
})

it('knows every message file of every language in every other', () => {
  const files = (tag: string) =>
    globSync(`messages/${tag}/**/*.json`, { cwd: root }).map((file) => basename(file))
  for (const tag of ['de', 'fr', 'es']) expect(files(tag).sort()).toEqual(files('en').sort())
})

it('uses every message', () => {
  const quoted = new Set(
    sources.flatMap(({ code }) =>
      [...code.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z-]+)+)'/g)].map(([, id]) => id!),
    ),
  )
  // `price.${kind}.${side}` uses whatever fits.
  const patterns = sources.flatMap(({ code }) =>
    [...code.matchAll(/`([a-zA-Z]+\.[^`]*\$\{[^`]*)`/g)].map(
      ([, template]) =>
        new RegExp(`^${template!.replace(/\$\{[^}]*\}/g, '[\\w-]+').replaceAll('.', '\\.')}$`),
    ),
  )
  const unused = Object.keys(english).filter(
    (id) => !quoted.has(id) && !patterns.some((pattern) => pattern.test(id)),
  )
  expect(unused).toEqual([])
})

it('writes no word of a language into a page', () => {
  const written = sources
    .filter(({ path }) => path.endsWith('.tsx'))
    .flatMap(({ path, code }) => [
      ...[...code.matchAll(/[^=]>\s*([A-Za-z][a-z]+[^<>{}=;()]*)<\//g)].map(
        ([, text]) => `${path}: ${text}`,
      ),
      ...[
        ...code.matchAll(
          /\b(?:label|title|description|placeholder|aria-label|alt)="([^"]*[A-Za-z]{2}[^"]*)"/g,
        ),
      ].map(([, text]) => `${path}: ${text}`),
    ])
  // A token's beginning is no word.
  expect(written.filter((line) => !line.includes('sgt_'))).toEqual([])
})
