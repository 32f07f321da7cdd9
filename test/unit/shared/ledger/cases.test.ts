/** The tables of test/cases/ledger, line by line, on the real functions. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CreditKind, type LedgerRig, makeLedgerRig } from '#help/ledger-rig.ts'

const folder = join(import.meta.dirname, '../../../cases/ledger')

interface Case {
  readonly name: string
  readonly lines: readonly string[]
}

function readCases(file: string): readonly Case[] {
  const blocks = readFileSync(join(folder, file), 'utf8').split(/^# /m).slice(1)
  return blocks.map((block) => {
    const [name = '', ...lines] = block.split('\n').filter((line) => line.trim() !== '')
    return { name, lines }
  })
}

const files = readdirSync(folder).filter((file) => file.endsWith('.txt'))

describe.each(files)('%s', (file) => {
  it.each(readCases(file).map(({ name, lines }) => [name, lines] as const))('%s', (_, lines) => {
    const rig = makeLedgerRig()
    for (const line of lines) {
      const [operation = '', wanted = ''] = line.split('→').map((part) => part.trim())
      const { done, accountId } = doOne(rig, operation)
      const words = wanted.split(' ').filter((word) => word !== '')
      const refused = words[0] === 'refused'
      if (wanted !== '') expect([line, done]).toEqual([line, !refused])
      for (const word of words.filter((one) => one !== 'refused')) {
        const [figure = '', value = ''] = word.split('=')
        const found = rig.figuresOf(accountId)[`${figure}Minor` as 'postedMinor']
        expect([line, figure, found]).toEqual([line, figure, BigInt(value)])
      }
    }
  })
})

it('are at least sixty', () => {
  expect(files.flatMap(readCases).length).toBeGreaterThanOrEqual(60)
})

function doOne(rig: LedgerRig, operation: string): { done: boolean; accountId: string } {
  const [verb, ...words] = operation.split(' ')
  const [first = '', second = '', third = ''] = words
  const payerOf = (jobId: string) => rig.jobs.get(jobId)?.charges[0]?.accountId ?? 'a'
  switch (verb) {
    case 'open': {
      const option = (name: string) =>
        BigInt(words.find((word) => word.startsWith(`${name}=`))?.split('=')[1] ?? 0)
      rig.open(first, second === 'restricted', option('overdraft'), option('granted'))
      return { done: true, accountId: first }
    }
    case 'overdraft':
      return { done: rig.setOverdraft(first, BigInt(second)), accountId: first }
    case 'adjust':
      return { done: rig.adjust(first, BigInt(second)), accountId: first }
    case 'credit':
      return { done: rig.credit(first, BigInt(second), third as CreditKind), accountId: first }
    case 'transfer':
      return { done: rig.transfer(first, second, BigInt(third)), accountId: first }
    case 'reserve': {
      const charges = []
      for (let index = 1; index < words.length; index += 2) {
        charges.push({ accountId: words[index] ?? '', amountMinor: BigInt(words[index + 1] ?? 0) })
      }
      return { done: rig.reserve(first, charges), accountId: second }
    }
    case 'settle':
      return { done: rig.settle(first, parseOutcome(second)), accountId: payerOf(first) }
    case 'void':
      return { done: rig.void(first), accountId: payerOf(first) }
    case 'refund': {
      const amountMinor = second === 'all' ? null : BigInt(second)
      return { done: rig.refund(first, amountMinor), accountId: payerOf(first) }
    }
    default:
      throw new Error(`no operation \`${operation}\``)
  }
}

function parseOutcome(text: string) {
  if (text === 'completed') return { state: 'completed', started: true, sidesDone: null } as const
  if (text === 'never') return { state: 'canceled', started: false, sidesDone: null } as const
  return { state: 'failed', started: true, sidesDone: Number(text.split('/')[0]) } as const
}
