// Every decision case against the engine, and against the same engine as a browser gets it.
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { readDecisionCases, showDecision } from '#help/decision-cases.ts'
import { makeDecisionInput } from '#help/decision-input.ts'
import { decide } from '#shared/decision/decide.ts'
import { explainToAdmin, REASONS } from '#shared/decision/reasons.ts'
import { price } from '#shared/pricing/price.ts'
import { measure } from '#shared/spool/measure.ts'

const BUNDLE_LIMIT_BYTES = 150_000
const root = new URL('../../../../', import.meta.url).pathname
const cases = readDecisionCases()

describe('decision cases', () => {
  it.each(cases)('$name', ({ parts, expected }) => {
    const decision = decide(makeDecisionInput(parts), { measure, price })

    expect(showDecision(decision)).toMatchObject(expected)
  })

  it('are enough, and say each thing once', () => {
    expect(cases.length).toBeGreaterThanOrEqual(150)
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })

  it('show every reason, each with a sentence for the admin that has all its values', () => {
    const shown = cases.flatMap(({ parts }) =>
      decide(makeDecisionInput(parts), { measure, price }).reasons.map((reason) => reason),
    )
    expect([...new Set(shown.map(({ code }) => code))].sort()).toEqual(Object.keys(REASONS).sort())
    for (const reason of shown) expect(explainToAdmin(reason), reason.code).not.toMatch(/\{\w+\}/)
  })
})

describe('the engine in a browser', () => {
  let code: string
  beforeAll(async () => {
    const contents = [
      `export { decide } from './shared/decision/decide.ts'`,
      `export { price } from './shared/pricing/price.ts'`,
      `export { measure } from './shared/spool/measure.ts'`,
    ].join('\n')
    const built = await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      bundle: true,
      minify: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'engine',
      write: false,
    })
    code = built.outputFiles[0]?.text ?? ''
  })

  it('is small', () => {
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(BUNDLE_LIMIT_BYTES)
  })

  it('decides every case to the same bytes, without anything of Node', () => {
    const inputs = cases.map(({ parts }) => makeDecisionInput(parts))
    // A bare context has the language's own globals, no `process`, `require` or `Buffer`; two more every browser has.
    const decided: string[] = runInNewContext(
      `${code}; ${snapshot}; ${readMinor};
       JSON.parse(inputs, readMinor).map((input) => snapshot(engine.decide(input, engine)))`,
      { inputs: snapshot(inputs), TextEncoder, TextDecoder },
      { timeout: 20_000 },
    )
    for (const [index, { name }] of cases.entries()) {
      const ours = decide(makeDecisionInput(cases[index]?.parts), { measure, price })
      expect(decided[index], name).toBe(snapshot(ours))
    }
  })
})

/** These two are read in the browser too, as text. */
function snapshot(value: unknown): string {
  return JSON.stringify(value, (_key, one) => (typeof one === 'bigint' ? one.toString() : one))
}

function readMinor(key: string, value: unknown): unknown {
  return key.endsWith('Minor') ? BigInt(value as string) : value
}
