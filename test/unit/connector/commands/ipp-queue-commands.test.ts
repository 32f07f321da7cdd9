import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommandLine } from '#connector/command-line.ts'
import {
  ensureDeviceKey,
  loadIppQueueSettings,
  loadQueues,
  saveIdentity,
} from '#connector/disk/site-state.ts'
import { makeClock, makeLog } from '#connector/doors.ts'
import { makePrintSystems } from '#connector/print-systems.ts'
import { FakeCloudServer, json } from '#help/fake-cloud-server.ts'
import { type FakePrinter, startFakePrinter } from '#help/fake-printer.ts'

let folder: string
let server: FakeCloudServer
let printer: FakePrinter

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sg-'))
  server = await new FakeCloudServer().start()
  server.usual = (request, reply) =>
    json(200, request.path === '/v1/connector/printers' ? { printerId: 'office@main' } : {})(
      request,
      reply,
    )
  printer = await startFakePrinter()
  await ensureDeviceKey(folder)
  await saveIdentity(folder, {
    apiUrl: server.url,
    tenantId: '01JD0000000000000000000000',
    siteId: '01JD0000000000000000000001',
    siteSlug: 'main',
    connectorId: '01JD0000000000000000000002',
    name: 'here',
    enrolledAt: '2026-01-01T00:00:00.000Z',
  })
})
afterEach(async () => {
  await printer.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function call(...words: string[]) {
  const said: string[] = []
  const complained: string[] = []
  const clock = makeClock()
  const log = makeLog(() => {}, clock, 'error')
  const code = await runCommandLine(['--state', folder, ...words], {
    clock,
    random: { fraction: () => 0.5 },
    log,
    environment: () => undefined,
    pid: process.pid,
    out: (line) => said.push(line),
    complain: (line) => complained.push(line),
    input: () => Readable.from([]),
    signal: AbortSignal.timeout(30_000),
    loadPrintSystem: async () => makePrintSystems(clock, log),
  })
  return { code, said: said.join('\n'), complained: complained.join('\n') }
}

const add = (...more: string[]) =>
  call('queues', 'add', 'office', '--spooler', 'ipp-queue', '--device', printer.uri, ...more)

describe('queues of the built-in print system', () => {
  it('are added with the printer’s word, listed, and found by a DNS server', async () => {
    expect(await add('--listen', '192.0.2.10:8700')).toMatchObject({ code: 0 })
    expect(await loadQueues(folder)).toMatchObject([
      { queue: 'office', spooler: 'ipp-queue', identity: 'claimed', deviceUri: printer.uri },
    ])
    expect(await loadIppQueueSettings(folder)).toEqual({
      host: '192.0.2.10',
      port: 8700,
      advertise: true,
    })
    const zone = await call('queues', 'list', '--dns', 'example.org', '--target', 'p.example.org')
    expect(zone.said).toMatch(/^office\S+_ipp\._tcp SRV 0 0 8700 p\.example\.org\.$/m)
  })

  it('listen on this machine only, and tell nobody, until somebody says otherwise', async () => {
    await add()
    expect(await loadIppQueueSettings(folder)).toEqual({
      host: '127.0.0.1',
      port: 8631,
      advertise: false,
    })
  })

  it.each([['8631'], ['printer.example:631'], ['192.0.2.300:631'], ['192.0.2.1:0'], ['[::1]']])(
    'cannot listen at %s',
    async (address) => {
      expect(await add('--listen', address)).toMatchObject({ code: 2 })
      expect(await loadQueues(folder)).toEqual([])
    },
  )

  it.each([
    ['http://printer.example/', 'device-uri-unknown'],
    ['ipp://user:secret@printer.example/', 'device-uri-unknown'],
    ['ipp://127.0.0.1:9/ipp/print', 'printer-unreachable'],
  ])('are not made for %s', async (device, problem) => {
    const { code, complained } = await call(
      ...['queues', 'add', 'office', '--spooler', 'ipp-queue', '--device', device],
    )
    expect(code).not.toBe(0)
    expect(complained).toContain(problem)
    expect(await loadQueues(folder)).toEqual([])
  })

  it('say what is missing when they are checked', async () => {
    await add('--listen', '127.0.0.1:9')
    await printer.close()
    const { said } = await call('check', '--json')
    const { checks } = JSON.parse(said) as {
      checks: { name: string; ok: boolean; detail: string }[]
    }
    const of = (name: string) => checks.find((each) => each.name === name)
    expect(of('spooler-reachable')).toMatchObject({ ok: false })
    expect(of('queues-intact')?.detail).toContain('Switch the printer on')
  })

  it('trust a printer’s new key only when told to', async () => {
    await add()
    expect(await call('queues', 'trust', 'office')).toMatchObject({ code: 0 })
    expect(await call('queues', 'trust', 'elsewhere')).toMatchObject({ code: 1 })
  })
})

describe('print', () => {
  const write = (bytes: string) => {
    const file = join(folder, 'report.pdf')
    writeFileSync(file, bytes)
    return file
  }

  it('prints a file with its options, and tells how it ended', async () => {
    const file = write('%PDF-1.4\n%%EOF\n')
    const words = ['print', file, '--uri', printer.uri, '--user', 'alice', '--wait']
    const options = [
      '--option',
      'copies=2',
      '--option',
      'page-ranges=1-3,7',
      '--option',
      'media=na_letter_8.5x11in',
    ]
    const { code, said } = await call(...words, ...options)
    expect({ code, said }).toEqual({ code: 0, said: `job 1 in ${printer.uri}: completed` })
    const [job] = printer.printed()
    expect(job).toMatchObject({ user: 'alice', name: 'report.pdf', format: 'application/pdf' })
    expect(job?.attributes.map(({ name, values }) => [name, ...values])).toEqual([
      ['copies', 2],
      ['page-ranges', { lower: 1, upper: 3 }, { lower: 7, upper: 7 }],
      ['media', 'na_letter_8.5x11in'],
    ])
  })

  it.each([
    ['an option that is none', ['--option', 'nonsense']],
    ['a name that IPP does not have', ['--option', 'colour=no']],
    ['a number that is none', ['--option', 'copies=two']],
  ])('refuses %s, and prints nothing', async (_, words) => {
    const file = write('%PDF-1.4\n')
    expect(await call('print', file, '--uri', printer.uri, ...words)).toMatchObject({ code: 2 })
    expect(printer.jobs.size).toBe(0)
  })

  it('needs a queue that is there and a file that can be read', async () => {
    expect(await call('print', write('x'))).toMatchObject({ code: 2 })
    expect(await call('print', write('x'), '--queue', 'office')).toMatchObject({ code: 1 })
    const away = await call('print', write('x'), '--uri', 'ipp://127.0.0.1:9/')
    expect(away).toMatchObject({ code: 4 })
    const missing = await call('print', join(folder, 'missing.pdf'), '--uri', printer.uri)
    expect(missing.complained).toContain('file-unreadable')
  })
})
