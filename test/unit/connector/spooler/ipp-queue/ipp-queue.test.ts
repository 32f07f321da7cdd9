// The built-in queue over its port: jobs held, released and kept; and everything that bad clients do.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import tls from 'node:tls'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { boolean, integer, keyword, mimeType, range } from '#connector/spooler/ipp/attributes.ts'
import { makeAttribute } from '#connector/spooler/ipp/message.ts'
import { JOB_STATE, STATUS } from '#connector/spooler/ipp/tables.ts'
import { openDirDevice } from '#connector/spooler/ipp-queue/device/dir-device.ts'
import { makeClaimedIdentity, makeProvedIdentity } from '#connector/spooler/ipp-queue/identity.ts'
import { buildPdf } from '#help/build-pdf.ts'
import { eventually } from '#help/eventually.ts'
import { makeBytes, send } from '#help/ipp-client.ts'
import {
  type IppQueueRig,
  type RigOptions,
  startIppQueueRig,
  UNCHANGED,
} from '#help/ipp-queue-rig.ts'

const PDF = Buffer.from('%PDF-1.4\n% one page\n')
const ONE_PAGE = buildPdf({
  objects: new Map([
    [1, '<< /Type /Catalog /Pages 2 0 R >>'],
    [2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>'],
    [3, '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>'],
  ]),
})

let rig: IppQueueRig
async function start(options: RigOptions = {}): Promise<void> {
  rig = await startIppQueueRig(options)
}
afterEach(() => rig.stop())

const ask = (...args: Parameters<typeof makeBytes>) => send(args[1], makeBytes(...args))
const print = (user = 'alice', document: Uint8Array | Readable = PDF, more = [] as never[]) =>
  send(rig.uri, makeBytes('Print-Job', rig.uri, more, [], user), document)
const jobOf = async (number: number, user = 'alice') =>
  (await ask('Get-Job-Attributes', rig.uri, [makeAttribute('job-id', number)], [], user)).job
const create = async (user = 'alice') =>
  (await ask('Create-Job', rig.uri, [makeAttribute('job-name', 'two steps')], [], user)).job[
    'job-id'
  ] as number
const sendTo = (
  number: number,
  document: Uint8Array | Readable,
  { user = 'alice', last = true } = {},
) => {
  const attributes = [makeAttribute('job-id', number), boolean('last-document', last)]
  return send(rig.uri, makeBytes('Send-Document', rig.uri, attributes, [], user), document)
}
const documents = () => readdirSync(join(rig.folder, 'queue', 'documents'))

describe('a job', () => {
  it('waits sealed, tells its ticket, prints once it is released, and is remembered', async () => {
    await start()
    const ticket = [
      integer('copies', 3),
      keyword('sides', 'two-sided-short-edge'),
      keyword('media', 'iso_a3_297x420mm'),
      keyword('print-color-mode', 'monochrome'),
      integer('number-up', 2),
      range('page-ranges', { lower: 1, upper: 2 }, { lower: 4, upper: 4 }),
    ]
    const name = makeAttribute('job-name', 'Plan\u0007 \u202e2026')
    const answer = await send(rig.uri, makeBytes('Print-Job', rig.uri, [name], ticket), PDF)
    expect(answer).toMatchObject({ status: STATUS.ok, job: { 'job-state': JOB_STATE.pendingHeld } })

    const job = await rig.next('sealed')
    expect(job).toMatchObject({ userName: 'alice', forged: false, documentsCount: 1 })
    expect(job.documentName).toBe('Plan   2026')
    expect(job.ticket).toMatchObject({
      copies: 3,
      duplex: true,
      grayscale: true,
      pagesPerSide: 2,
      pageRanges: '1-2,4',
    })
    const opened = await rig.spooler.openDocument(job.ref, 1, rig.signal)
    expect((await buffer(opened)).equals(PDF)).toBe(true)
    expect(await jobOf(job.ref.number)).toMatchObject({ 'job-state-reasons': 'job-release-wait' })
    expect(rig.printed()).toEqual([])

    await rig.spooler.release(job.ref, UNCHANGED, 'Charged 0.12.', rig.signal)
    await rig.spooler.release(job.ref, UNCHANGED, '', rig.signal)
    await rig.next('completed')
    const [file = ''] = rig.printed()
    expect(rig.printed()).toHaveLength(1)
    expect(rig.told(file)).toMatchObject({ user: 'alice', copies: '3', sides: 'two-sided' })
    expect(rig.told(file).options).toContain('iso_a3_297x420mm')
    expect(await jobOf(job.ref.number)).toMatchObject({
      'job-state': JOB_STATE.completed,
      'job-state-message': 'Charged 0.12.',
    })
    expect(documents()).toEqual([])
  })

  it('prints as was chosen when it was let go, also after a restart', async () => {
    await start()
    const ticket = [integer('copies', 3), keyword('sides', 'two-sided-long-edge')]
    await send(rig.uri, makeBytes('Print-Job', rig.uri, [], ticket), PDF)
    const { ref } = await rig.next('sealed')
    const trouble = join(rig.folder, 'printed', 'meta')
    mkdirSync(trouble, { recursive: true })
    writeFileSync(join(trouble, 'trouble'), 'media-needed')
    const changes = { grayscale: true, duplex: false, simplex: true, copies: 2 } as const
    await rig.spooler.release(ref, changes, '', rig.signal)
    await rig.restart()
    rmSync(join(trouble, 'trouble'))
    await rig.next('completed')
    expect(rig.told(rig.printed()[0] ?? '')).toMatchObject({
      copies: '2',
      sides: 'one-sided',
      color: 'monochrome',
    })
  })

  it('prints on the queue to which it is sent, and is still found where it was made', async () => {
    const second = mkdtempSync(join(tmpdir(), 'spoolgate-second-'))
    const identityCheck = makeClaimedIdentity()
    const device = openDirDevice(second)
    await start({ queues: [{ name: 'color', device, identity: 'claimed', identityCheck }] })
    const { job } = await print()
    const { ref } = await rig.next('sealed')
    const elsewhere = rig.spooler.release(ref, UNCHANGED, '', rig.signal, 'cellar')
    await expect(elsewhere).rejects.toMatchObject({ code: 'queue-unknown' })
    await rig.spooler.release(ref, UNCHANGED, '', rig.signal, 'color')
    await rig.next('completed')
    expect(rig.printed()).toEqual([])
    expect(readdirSync(second)).toHaveLength(2)
    expect(await jobOf(job['job-id'] as number)).toMatchObject({
      'job-state': JOB_STATE.completed,
    })
    rmSync(second, { recursive: true })
  })

  it.each([
    ['drawn', ONE_PAGE, 'pwg', ''],
    [
      'told of where it cannot be',
      Buffer.from('%!PS-Adobe-3.0\n'),
      'ps',
      'watermark was not printed',
    ],
  ])('has a watermark, %s', async (_, document, extension, lack) => {
    await start()
    await print('alice', document)
    const { ref } = await rig.next('sealed')
    await rig.spooler.release(ref, { ...UNCHANGED, watermark: 'alice' }, '', rig.signal)
    const { detail } = await rig.next('completed')
    expect(rig.printed()[0]).toMatch(new RegExp(`\\.${extension}$`))
    if (lack === '') expect(detail).not.toContain('watermark')
    else expect(detail).toContain(lack)
    const warned = rig.log.some(({ event }) => event === 'watermark-not-printed')
    expect(warned).toBe(lack !== '')
  })

  it('that is refused says why, to its user and nobody else', async () => {
    await start()
    await print()
    const job = await rig.next('sealed')
    await rig.spooler.cancel(job.ref, 'Your balance is too low.', rig.signal)
    await rig.spooler.cancel(job.ref, 'again', rig.signal)
    expect(await jobOf(job.ref.number)).toMatchObject({
      'job-state': JOB_STATE.canceled,
      'job-state-message': 'Your balance is too low.',
      'job-printer-state-message': 'Your balance is too low.',
    })
    expect(Object.keys(await jobOf(job.ref.number, 'bob'))).not.toContain('job-name')
    expect(documents()).toEqual([])
    expect(rig.printed()).toEqual([])
  })

  it('survives a restart: held, released or half there', async () => {
    await start()
    await print('alice')
    await print('bob')
    const open = await create('carol')
    const [held, released] = await eventually('both wait', async () => {
      const jobs = await Promise.all([1, 2].map((number) => jobOf(number)))
      return jobs.every((job) => job['job-state'] === JOB_STATE.pendingHeld) ? jobs : null
    })
    expect([held, released]).toHaveLength(2)
    await rig.restart()
    const before = await rig.next('sealed')
    expect(before).toMatchObject({ userName: 'alice', ref: { number: 1 } })
    expect(await sendTo(open, PDF, { user: 'carol' })).toMatchObject({ status: STATUS.ok })
    expect((await print('dora')).job['job-id']).toBe(4)
    await rig.spooler.release(before.ref, UNCHANGED, '', rig.signal)
    await rig.next('completed')
    expect(rig.printed()).toHaveLength(1)
  })

  it('whose document the disk lost is not printed after the restart', async () => {
    await start()
    await print()
    const job = await rig.next('sealed')
    truncateSync(join(rig.folder, 'queue', 'documents', '1'), 40)
    await rig.restart()
    expect(await rig.spooler.fetchJob(job.ref, rig.signal)).toMatchObject({ state: 'aborted' })
    expect(rig.log.map(({ event }) => event)).toContain('spool-repaired')
  })

  it('of another number or uuid is gone', async () => {
    await start()
    await print()
    const { ref } = await rig.next('sealed')
    const other = { ...ref, uuid: 'urn:uuid:0' }
    expect(await rig.spooler.fetchJob(other, rig.signal)).toMatchObject({ state: 'gone' })
    await expect(rig.spooler.seal(other, rig.signal)).rejects.toMatchObject({
      code: 'spooler-job-missing',
    })
  })

  it('in two steps is nobody else’s to fill, and takes one document', async () => {
    await start()
    const number = await create()
    expect(await sendTo(number, PDF, { user: 'bob' })).toMatchObject({
      status: STATUS.notAuthorized,
    })
    expect(await sendTo(number, PDF, { last: false })).toMatchObject({ status: STATUS.ok })
    expect(await sendTo(number, PDF)).toMatchObject({ status: STATUS.multipleNotSupported })
    expect(await sendTo(number, Buffer.alloc(0))).toMatchObject({ status: STATUS.ok })
    expect(await sendTo(number, PDF)).toMatchObject({ status: STATUS.notPossible })
    expect(await rig.next('sealed')).toMatchObject({ documentsCount: 1 })
  })

  it('takes no second document while one is coming', async () => {
    await start()
    const number = await create()
    const slow = new Readable({ read() {} })
    slow.push(PDF)
    const first = sendTo(number, slow)
    await eventually('it is coming', () => documents().length > 0)
    expect(await sendTo(number, PDF)).toMatchObject({ status: STATUS.notPossible })
    slow.push(null)
    expect(await first).toMatchObject({ status: STATUS.ok })
  })

  it('whose document never comes is given up', async () => {
    await start({ limits: { openJobMs: 200 } })
    const number = await create()
    await eventually('it is given up', async () => {
      return (await jobOf(number))['job-state'] === JOB_STATE.aborted
    })
    expect(await sendTo(number, PDF)).toMatchObject({ status: STATUS.notPossible })
  })

  it('without any document is no job', async () => {
    await start()
    expect(await print('alice', Buffer.alloc(0))).toMatchObject({ status: STATUS.badRequest })
    const number = await create()
    const close = await ask('Close-Job', rig.uri, [makeAttribute('job-id', number)])
    expect(close).toMatchObject({ status: STATUS.badRequest })
    expect(await jobOf(number)).toMatchObject({ 'job-state': JOB_STATE.aborted })
  })

  it('is canceled by whoever sent it', async () => {
    await start()
    await print('alice')
    const attributes = [makeAttribute('job-id', 1)]
    const bob = await ask('Cancel-Job', rig.uri, attributes, [], 'bob')
    expect(bob).toMatchObject({ status: STATUS.notAuthorized })
    expect(await ask('Cancel-My-Jobs', rig.uri, [], [], 'bob')).toMatchObject({ status: 0 })
    expect(await rig.next('sealed')).toMatchObject({ userName: 'alice' })
    expect(await ask('Cancel-Job', rig.uri, attributes)).toMatchObject({ status: STATUS.ok })
    expect(await rig.next('canceled')).toMatchObject({ userName: 'alice' })
    const again = await ask('Cancel-Job', rig.uri, attributes)
    expect(again).toMatchObject({ status: STATUS.notPossible })
  })

  it('under two names is forged, under none anonymous', async () => {
    await start()
    const names = makeAttribute('requesting-user-name', 'alice', 'root')
    await send(rig.uri, makeBytes('Print-Job', rig.uri, [names], [], ''), PDF)
    expect(await rig.next('sealed')).toMatchObject({ userName: 'alice', forged: true })
    await print('')
    expect((await jobOf(2, 'anonymous'))['job-originating-user-name']).toBe('anonymous')
  })
})

it.each([
  ['gzip', gzipSync(PDF)],
  ['deflate', deflateRawSync(PDF)],
  ['deflate', deflateSync(PDF)],
])('unpacks %s', async (compression, packed) => {
  await start()
  const message = makeBytes('Print-Job', rig.uri, [keyword('compression', compression)])
  expect(await send(rig.uri, message, packed)).toMatchObject({ status: STATUS.ok })
  const { ref } = await rig.next('sealed')
  const document = await buffer(await rig.spooler.openDocument(ref, 1, rig.signal))
  expect(document.equals(PDF)).toBe(true)
})

describe('a document is refused', () => {
  const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024))
  it.each([
    ['in an unknown packing', [keyword('compression', 'rar')], PDF, STATUS.compressionNotSupported],
    [
      'packed and cut',
      [keyword('compression', 'gzip')],
      gzipSync(PDF).subarray(0, 20),
      STATUS.compressionError,
    ],
    ['packed by name only', [keyword('compression', 'gzip')], PDF, STATUS.compressionError],
    ['that unpacks to far too much', [keyword('compression', 'gzip')], BOMB, STATUS.tooLarge],
    [
      'of a strange format',
      [mimeType('document-format', 'application/x-evil')],
      PDF,
      STATUS.formatNotSupported,
    ],
  ] as const)('%s', async (_, attributes, document, status) => {
    await start({ limits: { documentBytes: 1024 * 1024 } })
    const message = makeBytes('Print-Job', rig.uri, [...attributes])
    expect(await send(rig.uri, message, document)).toMatchObject({ status })
    expect(documents()).toEqual([])
  })

  it('that never ends', async () => {
    await start({ limits: { documentBytes: 1024 * 1024 } })
    const endless = new Readable({
      read: (size) => endless.push(Buffer.alloc(Math.min(size, 65_536))),
    })
    const answer = await print('alice', endless).catch((error) => error)
    expect([STATUS.tooLarge, undefined]).toContain(answer.status)
    await eventually('nothing is left of it', () => documents().length === 0)
  })

  it('when the disk is nearly full', async () => {
    await start({ limits: { freeDiskBytes: Number.MAX_SAFE_INTEGER } })
    expect(await print()).toMatchObject({ status: STATUS.temporaryError })
  })

  it('when its head says that it is too large, before it is sent', async () => {
    await start({ limits: { documentBytes: 1_000 } })
    const head = 'POST /ipp/print/office HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\n'
    const rest = 'Content-Length: 9999999\r\nExpect: 100-continue\r\n\r\n'
    expect(await talk(head + rest)).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('with ipp-attribute-fidelity when anything cannot be done; else that is told', async () => {
    await start()
    const wish = [keyword('sides', 'on-the-edge')]
    const strict = [boolean('ipp-attribute-fidelity', true)]
    const refused = await send(rig.uri, makeBytes('Print-Job', rig.uri, strict, wish), PDF)
    expect(refused).toMatchObject({ status: STATUS.attributesNotSupported })
    const taken = await send(rig.uri, makeBytes('Print-Job', rig.uri, [], wish), PDF)
    expect(taken).toMatchObject({ status: STATUS.okIgnored })
  })

  it('when too many jobs wait, or too many of one user are open', async () => {
    await start({ limits: { jobs: 3, openJobsPerUser: 1 } })
    await create()
    expect(await ask('Create-Job', rig.uri)).toMatchObject({ status: STATUS.tooManyJobs })
    await print('bob')
    await print('bob')
    expect(await print('bob')).toMatchObject({ status: STATUS.tooManyJobs })
  })
})

describe('at the port', () => {
  const HOST = 'HTTP/1.1\r\nHost: x\r\n'
  const POST = `POST /ipp/print/office ${HOST}Content-Length: 0\r\n`
  it.each([
    ['a look at a queue', `GET /ipp/print/office ${HOST}\r\n`, 200],
    ['a look at no queue', `GET /ipp/print/none ${HOST}\r\n`, 404],
    ['a path out of here', `GET /../../etc/passwd ${HOST}\r\n`, 404],
    ['OPTIONS', `OPTIONS * ${HOST}\r\n`, 200],
    ['PUT', `PUT /ipp/print/office ${HOST}Content-Length: 0\r\n\r\n`, 405],
    ['what a browser may send anywhere', `${POST}Content-Type: text/plain\r\n\r\n`, 415],
    ['no type at all', `${POST}\r\n`, 415],
    [
      'IPP to no queue',
      `${POST.replace('office', 'none')}Content-Type: application/ipp\r\n\r\n`,
      404,
    ],
    ['a head that is too large', `GET / ${HOST}X: ${'y'.repeat(20_000)}\r\n\r\n`, 400],
    ['no HTTP', 'GARBAGE\r\n\r\n', 400],
  ])('%s is answered', async (_, text, status) => {
    await start()
    expect(await talk(text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })

  it('speaks TLS to whoever begins with it', async () => {
    await start()
    const socket = tls.connect({
      port: rig.queue.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
    })
    socket.write('GET /ipp/print/office HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('gives up on a connection that says nothing, and on half a head', async () => {
    await start({ limits: { headMs: 100 } })
    expect(await talk('')).toBe('')
    expect(await talk('POST /ipp/print/office HTTP/1.1\r\nHos')).not.toMatch(/^HTTP\/1\.1 200/)
  })

  it('gives up on attributes and documents that do not come', async () => {
    await start({ limits: { attributesMs: 100, idleMs: 300 } })
    const head = 'POST /ipp/print/office HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\n'
    expect(await talk(`${head}Content-Length: 5000\r\n\r\n\x02\0`)).toBe('')
    const whole = Buffer.from(makeBytes('Print-Job', rig.uri)).toString('latin1')
    expect(await talk(`${head}Content-Length: 5000\r\n\r\n${whole}%PDF`)).toBe('')
    await eventually('nothing is left of it', () => documents().length === 0)
    expect(await print()).toMatchObject({ status: STATUS.ok })
  })

  it('lets a newcomer in when others crowd the door', async () => {
    await start({ limits: { connections: 20, connectionsPerAddress: 20 } })
    const crowd = await Promise.all(Array.from({ length: 60 }, openSilent))
    expect(await print()).toMatchObject({ status: STATUS.ok })
    for (const socket of crowd) socket.destroy()
  })

  it('answers bytes that are no IPP, and goes on', async () => {
    await start()
    const bad = [
      Buffer.from([2, 0, 0, 2, 0, 0, 0, 1, 1, 0x47, 0xff, 0xff]),
      Buffer.from([2, 0, 0, 2, 0, 0, 0, 1, 1]),
      Buffer.alloc(300_000, 1),
      Buffer.alloc(1),
    ]
    for (const bytes of bad) {
      expect(await send(rig.uri, bytes)).toMatchObject({ status: STATUS.badRequest })
    }
    expect(await print()).toMatchObject({ status: STATUS.ok })
  })
})

describe('where names are proved', () => {
  async function startProved(): Promise<string> {
    rig = await startIppQueueRig()
    const device = openDirDevice(join(rig.folder, 'second'))
    const identityCheck = makeProvedIdentity(async (userName, password) =>
      password === 'right' ? userName : null,
    )
    await rig.stop()
    await start({ queues: [{ name: 'vault', device, identity: 'authenticated', identityCheck }] })
    return rig.queue.uriOf('vault')
  }

  it('nobody prints without a password, and none is asked for in the open', async () => {
    const uri = await startProved()
    const answer = await send(uri, makeBytes('Print-Job', uri), PDF)
    expect(answer.httpStatus).toBe(426)
    const looked = await ask('Get-Printer-Attributes', uri)
    expect(looked).toMatchObject({ httpStatus: 200, status: STATUS.ok })
    const options = { headers: { Authorization: 'Basic YWxpY2U6cmlnaHQ=' } }
    expect((await send(uri, makeBytes('Print-Job', uri), PDF, options)).httpStatus).toBe(426)
  })

  it('a password over TLS proves who prints, whatever name is claimed', async () => {
    const uri = (await startProved()).replace(/^ipp:/, 'https:')
    const over = (password: string) => ({
      agent: new https.Agent({ rejectUnauthorized: false }),
      headers: { Authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}` },
    })
    const bytes = makeBytes('Print-Job', uri, [], [], 'root')
    const wrong = await send(uri, bytes, PDF, over('wrong'))
    expect([wrong.httpStatus, wrong.message]).toEqual([401, null])
    const right = await send(uri, bytes, PDF, over('right'))
    expect(right).toMatchObject({ httpStatus: 200, status: STATUS.ok })
    expect(right.job['job-originating-user-name'] ?? 'alice').toBe('alice')
    const proved = rig.queue.spooler('authenticated')
    const { value: ref } = await proved.watch(rig.signal)[Symbol.asyncIterator]().next()
    expect(await proved.fetchJob(ref, rig.signal)).toMatchObject({ userName: 'alice' })
  })

  it('has a spooler of its own', async () => {
    await startProved()
    await print()
    const { ref } = await rig.next('sealed')
    const proved = rig.queue.spooler('authenticated')
    expect(proved.identity).toBe('authenticated')
    expect(await proved.fetchJob(ref, rig.signal)).toMatchObject({ state: 'gone' })
  })
})

/** Raw bytes in, raw bytes out, until the other side has had enough. */
async function talk(text: string): Promise<string> {
  const socket = net.connect(rig.queue.port, '127.0.0.1')
  socket.on('error', () => {})
  if (text !== '') socket.write(Buffer.from(text, 'latin1'))
  const first = await new Promise<Buffer>((resolve) => {
    socket.once('data', resolve)
    socket.once('close', () => resolve(Buffer.alloc(0)))
  })
  socket.destroy()
  return first.toString('latin1')
}

function openSilent(): Promise<net.Socket> {
  return new Promise((resolve) => {
    const socket = net.connect(rig.queue.port, '127.0.0.1', () => resolve(socket))
    socket.on('error', () => {})
  })
}
