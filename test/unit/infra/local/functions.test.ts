import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  FunctionError,
  type Functions,
  FunctionTimeout,
  makeFunctions,
} from '#infra/local/functions.ts'

const folder = mkdtempSync(join(tmpdir(), 'functions-'))
const log: string[] = []
let functions: Functions

function load(
  handler: string,
  more: { timeoutMs?: number; memoryMb?: number; head?: string } = {},
) {
  writeFileSync(join(folder, 'index.cjs'), `${more.head ?? ''}\nexports.handler = ${handler}`)
  functions = makeFunctions(
    [
      {
        name: 'f',
        assetFolder: folder,
        handler: 'index.handler',
        environment: { COLOR: 'blue' },
        memoryMb: more.memoryMb ?? 128,
        timeoutMs: more.timeoutMs ?? 10_000,
      },
    ],
    (line) => log.push(line),
  )
}

afterEach(async () => {
  await functions.stop(0)
  log.length = 0
})
afterEach(() => rmSync(join(folder, 'index.cjs'), { force: true }))

describe('functions', () => {
  it('give back what the handler returns, with the environment of the template and no other', async () => {
    load(
      'async (event, context) => ({ event, env: { ...process.env }, left: context.getRemainingTimeInMillis() > 0, id: context.awsRequestId })',
    )
    expect(await functions.invoke('f', { a: [1, 'é'] })).toEqual({
      event: { a: [1, 'é'] },
      env: { COLOR: 'blue' },
      left: true,
      id: expect.any(String),
    })
  })

  it('keep what a bundle remembers between two calls, one call at a time in a worker', async () => {
    load(
      'async () => { running += 1; most = Math.max(most, running); await null; running -= 1; return most }',
      {
        head: 'let running = 0, most = 0',
      },
    )
    const results = await Promise.all(Array.from({ length: 20 }, () => functions.invoke('f', {})))
    expect(new Set(results)).toEqual(new Set([1]))
  })

  it('fail a call whose handler throws, and go on', async () => {
    load('async ({ bad }) => { if (bad) throw new Error("no"); return "yes" }')
    await expect(functions.invoke('f', { bad: true })).rejects.toThrow(FunctionError)
    expect(log.join()).toContain('Error: no')
    expect(await functions.invoke('f', {})).toBe('yes')
  })

  it('end a call that takes too long, even one that never yields, and start anew', async () => {
    load('async ({ hang }) => { while (hang); return "fresh" }', { timeoutMs: 300 })
    await expect(functions.invoke('f', { hang: true })).rejects.toThrow(FunctionTimeout)
    expect(await functions.invoke('f', {})).toBe('fresh')
  })

  it('survive a handler that eats all its memory', async () => {
    load(
      'async ({ eat }) => { const all = []; while (eat) all.push(new Array(1e5).fill(0)); return "fresh" }',
      {
        memoryMb: 32,
      },
    )
    await expect(functions.invoke('f', { eat: true })).rejects.toThrow(FunctionError)
    expect(await functions.invoke('f', {})).toBe('fresh')
  })

  it('survive a handler that ends its process', async () => {
    load('async ({ exit }) => { if (exit) process.exit(3); return "fresh" }')
    await expect(functions.invoke('f', { exit: true })).rejects.toThrow(FunctionError)
    expect(await functions.invoke('f', {})).toBe('fresh')
  })

  it.each([
    ['a bundle that does not load', '(', 'SyntaxError'],
    ['a result that does not travel', 'async () => () => {}', 'could not be cloned'],
    ['no handler', 'undefined', 'exports no `handler`'],
  ])('fail a call of %s', async (_, handler, message) => {
    load(handler)
    await expect(functions.invoke('f', {})).rejects.toThrow(message)
  })

  it('log what a handler prints', async () => {
    load('async () => { process.stdout.write("one\\ntwo\\n") }')
    await functions.invoke('f', {})
    await expect.poll(() => log).toEqual(['f: one', 'f: two'])
  })

  it('let running calls end when they stop, and take no more', async () => {
    load('async () => { await new Promise((resolve) => setTimeout(resolve, 50)); return "done" }')
    const running = functions.invoke('f', {})
    const stopped = functions.stop(5_000)
    await expect(functions.invoke('f', {})).rejects.toMatchObject({ code: 'too-busy' })
    expect(await running).toBe('done')
    await stopped
  })
})
