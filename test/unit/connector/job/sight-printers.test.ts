// How printers are, as it is told to the cloud; and whose machine is whose, as it is told by it.
import { expect, it } from 'vitest'
import { AddressBook } from '#connector/job/address-book.ts'
import { sightPrinters } from '#connector/job/sight-printers.ts'
import { parseCondition } from '#connector/spooler/cups/condition.ts'
import { makeAttribute } from '#connector/spooler/ipp/message.ts'
import { GROUP, TAG } from '#connector/spooler/ipp/tables.ts'
import type { PrinterCondition } from '#connector/spooler/spooler.ts'
import { FakeClock } from '#help/fake-clock.ts'
import { printerSighting } from '#shared/contracts/site.ts'

const WELL: PrinterCondition = { queue: 'office', state: 'idle', reasons: [], lifeSides: null }
const signal = new AbortController().signal
const look = (...found: PrinterCondition[]) =>
  sightPrinters(
    [{ fetchPrinters: async () => found }],
    'main',
    new Map([['office@main', 3]]),
    signal,
  )

it('tells of each printer in the words of the contract', async () => {
  const jam = { ...WELL, state: 'stopped', reasons: ['media-jam-error', 'none'] } as const
  const [told] = await look({ ...jam, lifeSides: 4_711 })
  expect(printerSighting.parse(told)).toEqual({
    printerId: 'office@main',
    state: 'stopped',
    stateReasons: ['media-jam-error'],
    jobsWaiting: 3,
    pageCounter: 4_711,
  })
})

it.each([
  ['words that are no keywords', ['<script>', 'Toner low!', 'a'.repeat(200), '']],
  ['what is no trouble', ['none', 'connecting-to-device']],
])('leaves out %s', async (_, reasons) => {
  const [told] = await look({ ...WELL, reasons })
  expect(told?.stateReasons).toEqual([])
})

it('tells of ten reasons at most, and of counters that are numbers', async () => {
  const reasons = Array.from({ length: 50 }, (_, at) => `reason-${at}`)
  const [told] = await look({ ...WELL, reasons, lifeSides: Number.NaN })
  expect(printerSighting.parse(told)).toMatchObject({ pageCounter: null })
  expect(told?.stateReasons).toHaveLength(10)
})

it('leaves out a print system that does not answer', async () => {
  const away = { fetchPrinters: () => Promise.reject(new Error('away')) }
  const here = { fetchPrinters: async () => [WELL] }
  expect(await sightPrinters([away, here], 'main', new Map(), signal)).toHaveLength(1)
})

const group = (state: number, ...reasons: string[]) => ({
  tag: GROUP.printer,
  attributes: [
    { name: 'printer-state', tag: TAG.enum, values: [state] },
    makeAttribute('printer-state-reasons', ...reasons),
  ],
})

it.each([
  ['idle', group(3, 'none'), ['none']],
  ['printing', group(4, 'media-low-warning'), ['media-low-warning']],
  ['stopped', group(5, 'paused', 'cups-missing-filter-warning'), ['paused']],
  ['offline', group(4, 'offline-report', 'connecting-to-device'), undefined],
] as const)('reads of CUPS that a printer is %s', (state, attributes, reasons) => {
  const read = parseCondition(attributes)
  expect(read.state).toBe(state)
  if (reasons !== undefined) expect(read.reasons).toEqual(reasons)
})

it('knows machines until their time is over, and only those told last', async () => {
  const clock = new FakeClock()
  const book = new AddressBook(clock)
  const expiresAt = new Date(clock.nowMs() + 1_000).toISOString()
  expect(book.userOf('192.0.2.7')).toBeNull()
  book.learn([{ address: '192.0.2.7', username: 'Carol', expiresAt }])
  expect(book.userOf('192.0.2.7')).toBe('carol')
  expect(book.userOf('192.0.2.8')).toBeNull()
  await clock.advance(1_000)
  expect(book.userOf('192.0.2.7')).toBeNull()
  book.learn([])
  expect(book.userOf('192.0.2.7')).toBeNull()
})
