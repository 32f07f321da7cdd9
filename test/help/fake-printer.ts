// An IPP printer on loopback that tests can put into trouble: it loses answers, forgets jobs, runs out of paper.
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { readMessage } from '#connector/spooler/ipp/decode.ts'
import { encode } from '#connector/spooler/ipp/encode.ts'
import {
  groupsOf,
  type IppAttribute,
  type IppMessage,
  LIST_LIMITS,
  makeAttribute,
  numberOf,
  textOf,
} from '#connector/spooler/ipp/message.ts'
import { GROUP, JOB_STATE, OPERATION, TAG } from '#connector/spooler/ipp/tables.ts'

export interface PrintedJob {
  readonly id: number
  readonly name: string
  readonly user: string
  readonly format: string
  readonly attributes: readonly IppAttribute[]
  readonly document: Buffer | null
  readonly state: number
}

type Job = { -readonly [Key in keyof PrintedJob]: PrintedJob[Key] }

/** What goes wrong, once each: the connection breaks before or after the printer did what was asked. */
export type Fault = 'before' | 'after' | 'half-way'

export interface FakePrinter {
  readonly port: number
  readonly uri: string
  /** Every operation asked, by name. */
  readonly asked: readonly string[]
  /** Jobs whose document arrived whole. */
  printed(): readonly PrintedJob[]
  jobs: Map<number, Job>
  /** The next request of this operation goes wrong so. */
  failNext(operation: keyof typeof OPERATION, fault: Fault): void
  /** "printer-state-reasons"; while not empty, nothing prints. */
  setReasons(...reasons: readonly string[]): void
  forget(): void
  close(): Promise<void>
}

export interface FakePrinterOptions {
  /** Instead of, or on top of, what an office printer says of itself. */
  readonly attributes?: readonly IppAttribute[]
  readonly operations?: readonly (keyof typeof OPERATION)[]
  readonly tls?: { key: string; cert: string }
  readonly port?: number
  /** Whether it counts sides. */
  readonly counts?: boolean
}

const OPERATIONS = [
  ...(['Print-Job', 'Validate-Job', 'Create-Job', 'Send-Document', 'Cancel-Job'] as const),
  ...(['Get-Job-Attributes', 'Get-Jobs', 'Get-Printer-Attributes'] as const),
]

export async function startFakePrinter(options: FakePrinterOptions = {}): Promise<FakePrinter> {
  const jobs = new Map<number, Job>()
  const asked: string[] = []
  const faults: { code: number; fault: Fault }[] = []
  let reasons: readonly string[] = []
  let lastId = 0

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const message = await readMessage(request, LIST_LIMITS)
    const name = Object.entries(OPERATION).find(([, code]) => code === message.code)?.[0] ?? '?'
    asked.push(name)
    const index = faults.findIndex(({ code }) => code === message.code)
    const fault = index < 0 ? null : faults.splice(index, 1)[0]!.fault
    if (fault === 'before') return void request.socket.destroy()
    const chunks: Buffer[] = []
    if (fault === 'half-way') {
      request.once('data', () => request.socket.destroy())
      const job = jobs.get(numberOf(message.groups[0]!, 'job-id') ?? 0)
      if (job) job.state = JOB_STATE.processing
      return
    }
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const reply = answer(message, Buffer.concat(chunks))
    if (fault === 'after') return void request.socket.destroy()
    response.writeHead(200, { 'content-type': 'application/ipp' })
    response.end(encode(reply))
  }
  // A client that leaves in the middle is part of the tests.
  const listener: http.RequestListener = (request, response) =>
    void serve(request, response).catch(() => request.socket.destroy())
  const server = options.tls
    ? https.createServer(options.tls, listener)
    : http.createServer(listener)
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  function answer(message: IppMessage, document: Buffer): IppMessage {
    const operation = message.groups[0]!
    const job = jobs.get(numberOf(operation, 'job-id') ?? 0)
    switch (message.code) {
      case OPERATION['Get-Printer-Attributes']:
        return reply(message, 0, GROUP.printer, [describePrinter()])
      case OPERATION['Validate-Job']:
        return reply(message, 0)
      case OPERATION['Create-Job']:
        return reply(message, 0, GROUP.job, [describe(make(message, null))])
      case OPERATION['Print-Job']:
        return reply(message, 0, GROUP.job, [describe(make(message, document))])
      case OPERATION['Get-Jobs']: {
        const ended = textOf(operation, 'which-jobs') === 'completed'
        const listed = [...jobs.values()].filter((each) => each.state > 6 === ended)
        return reply(message, 0, GROUP.job, listed.map(describe))
      }
    }
    if (job === undefined) return reply(message, 0x0406)
    if (message.code === OPERATION['Send-Document']) {
      job.document = document
      job.format = textOf(operation, 'document-format') ?? ''
      job.state = JOB_STATE.processing
    }
    if (message.code === OPERATION['Cancel-Job']) {
      if (job.state > 6) return reply(message, 0x0404)
      job.state = JOB_STATE.canceled
    }
    if (job.document !== null && job.state < 7 && reasons.length === 0) {
      job.state = JOB_STATE.completed
    }
    return reply(message, 0, GROUP.job, [describe(job)])
  }

  function make(message: IppMessage, document: Buffer | null): Job {
    const operation = message.groups[0]!
    const job: Job = {
      id: ++lastId,
      name: textOf(operation, 'job-name') ?? '',
      user: textOf(operation, 'requesting-user-name') ?? '',
      format: textOf(operation, 'document-format') ?? '',
      attributes: groupsOf(message, GROUP.job)[0]?.attributes ?? [],
      document,
      state: JOB_STATE.pending,
    }
    jobs.set(job.id, job)
    return job
  }

  function describe(job: Job): IppAttribute[] {
    return [
      makeAttribute('job-id', job.id),
      makeAttribute('job-uri', `ipp://127.0.0.1:${port}/jobs/${job.id}`),
      makeAttribute('job-name', job.name),
      makeAttribute('job-state', job.state),
      makeAttribute('job-state-reasons', job.document === null ? 'job-incoming' : 'none'),
      ...(options.counts === false
        ? []
        : [makeAttribute('job-impressions-completed', job.state === JOB_STATE.completed ? 1 : 0)]),
    ]
  }

  function describePrinter(): IppAttribute[] {
    const operations = options.operations ?? OPERATIONS
    const own = options.attributes ?? []
    const standard = [
      makeAttribute('printer-make-and-model', 'Fake Laser 9000'),
      makeAttribute('printer-state', reasons.length === 0 ? 3 : 5),
      makeAttribute('printer-state-reasons', ...(reasons.length === 0 ? ['none'] : reasons)),
      makeAttribute('operations-supported', ...operations.map((name) => OPERATION[name])),
      makeAttribute('document-format-supported', 'application/pdf', 'image/pwg-raster'),
      makeAttribute('color-supported', true),
      makeAttribute('sides-supported', 'one-sided', 'two-sided-long-edge'),
      makeAttribute('copies-supported', { lower: 1, upper: 99 }),
      makeAttribute('media-supported', 'iso_a4_210x297mm', 'na_letter_8.5x11in'),
      makeAttribute('media-default', 'iso_a4_210x297mm'),
      makeAttribute('print-color-mode-supported', 'color', 'monochrome'),
      makeAttribute('multiple-document-handling-supported', 'separate-documents-collated-copies'),
      {
        name: 'pwg-raster-document-type-supported',
        tag: TAG.keyword,
        values: ['sgray_8', 'srgb_8'],
      },
      {
        name: 'pwg-raster-document-resolution-supported',
        tag: TAG.resolution,
        values: [{ x: 100, y: 100, units: 3 }],
      },
    ]
    const names = new Set(own.map(({ name }) => name))
    return [...standard.filter(({ name }) => !names.has(name)), ...own]
  }

  return {
    port,
    uri: `${options.tls ? 'ipps' : 'ipp'}://127.0.0.1:${port}/ipp/print`,
    asked,
    jobs,
    printed: () => [...jobs.values()].filter(({ document }) => document !== null),
    failNext: (operation, fault) => faults.push({ code: OPERATION[operation], fault }),
    setReasons(...next) {
      reasons = next
    },
    forget: () => jobs.clear(),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function reply(
  { requestId }: IppMessage,
  code: number,
  tag: number = GROUP.job,
  groups: readonly (readonly IppAttribute[])[] = [],
): IppMessage {
  const head = [
    makeAttribute('attributes-charset', 'utf-8'),
    makeAttribute('attributes-natural-language', 'en'),
  ]
  return {
    version: 0x0200,
    code,
    requestId,
    groups: [
      { tag: GROUP.operation, attributes: head },
      ...groups.map((attributes) => ({ tag, attributes })),
    ],
  }
}
