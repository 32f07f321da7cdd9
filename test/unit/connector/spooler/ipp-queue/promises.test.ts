// What IPP Everywhere (PWG 5100.14), RFC 8011 and RFC 3996 promise clients, one by one, over the wire.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boolean, integer, keyword, mimeType } from '#connector/spooler/ipp/attributes.ts'
import {
  groupsOf,
  type IppAttribute,
  type IppGroup,
  makeAttribute,
  valuesOf,
} from '#connector/spooler/ipp/message.ts'
import { GROUP, OPERATION, type OperationName, STATUS } from '#connector/spooler/ipp/tables.ts'
import { openDirDevice } from '#connector/spooler/ipp-queue/device/dir-device.ts'
import { makeClaimedIdentity } from '#connector/spooler/ipp-queue/identity.ts'
import { type IppAnswer, makeBytes, send } from '#help/ipp-client.ts'
import { type IppQueueRig, startIppQueueRig } from '#help/ipp-queue-rig.ts'

const PDF = Buffer.from('%PDF-1.4\n% one page\n')
let rig: IppQueueRig
beforeAll(async () => {
  const device = openDirDevice('/nonexistent')
  const identityCheck = makeClaimedIdentity()
  rig = await startIppQueueRig({
    queues: [{ name: 'other', device, identity: 'claimed', identityCheck }],
  })
})
afterAll(() => rig.stop())

const ask = (
  operation: OperationName,
  attributes: readonly IppAttribute[] = [],
  { user = 'alice', uri = rig.uri, document = new Uint8Array() as Uint8Array } = {},
) => send(uri, makeBytes(operation, uri, attributes, [], user), document)
const print = (user: string, uri = rig.uri) => ask('Print-Job', [], { user, uri, document: PDF })
const requested = (...names: string[]) => keyword('requested-attributes', ...names)
const printerOf = ({ message }: IppAnswer): IppGroup => groupsOf(message!, GROUP.printer)[0]!
const jobsOf = ({ message }: IppAnswer) =>
  groupsOf(message!, GROUP.job).map((job) => valuesOf(job, 'job-id')[0])
const namesOf = (group: IppGroup) => group.attributes.map(({ name }) => name)

describe('a printer', () => {
  // Without "overrides-supported": other choices for some pages would not be kept.
  const WORDS = `
    charset-configured charset-supported color-supported compression-supported copies-default copies-supported
    document-format-default document-format-supported finishings-default finishings-supported
    generated-natural-language-supported identify-actions-default identify-actions-supported ipp-features-supported
    ipp-versions-supported job-creation-attributes-supported job-ids-supported media-bottom-margin-supported
    media-col-default media-col-ready media-col-supported media-default media-left-margin-supported media-ready
    media-right-margin-supported media-size-supported media-source-supported media-supported
    media-top-margin-supported media-type-supported multiple-document-handling-default
    multiple-document-handling-supported multiple-document-jobs-supported multiple-operation-time-out
    multiple-operation-time-out-action natural-language-configured operations-supported
    orientation-requested-default orientation-requested-supported output-bin-default output-bin-supported
    page-ranges-supported pages-per-minute pages-per-minute-color pdl-override-supported
    preferred-attributes-supported print-color-mode-default print-color-mode-supported
    print-content-optimize-default print-content-optimize-supported print-quality-default print-quality-supported
    print-rendering-intent-default print-rendering-intent-supported printer-alert printer-alert-description
    printer-config-change-date-time printer-config-change-time printer-current-time printer-device-id
    printer-geo-location printer-get-attributes-supported printer-icons printer-info printer-input-tray
    printer-is-accepting-jobs printer-location printer-make-and-model printer-more-info printer-name
    printer-organization printer-organizational-unit printer-output-tray printer-resolution-default
    printer-resolution-supported printer-state printer-state-change-date-time printer-state-change-time
    printer-state-message printer-state-reasons printer-supply printer-supply-description printer-supply-info-uri
    printer-up-time printer-uri-supported printer-uuid pwg-raster-document-resolution-supported
    pwg-raster-document-sheet-back pwg-raster-document-type-supported queued-job-count sides-default
    sides-supported uri-authentication-supported uri-security-supported which-jobs-supported`
  it('tells everything that IPP Everywhere requires, each once', async () => {
    const names = namesOf(printerOf(await ask('Get-Printer-Attributes')))
    expect(
      WORDS.trim()
        .split(/\s+/)
        .filter((name) => !names.includes(name)),
    ).toEqual([])
    expect(new Set(names).size).toBe(names.length)
  })

  it('can do what IPP Everywhere requires, and nothing that moves a job past its decision', async () => {
    const supported = valuesOf(
      printerOf(await ask('Get-Printer-Attributes', [requested('operations-supported')])),
      'operations-supported',
    )
    const required: readonly OperationName[] = [
      ...(['Print-Job', 'Validate-Job', 'Create-Job', 'Send-Document', 'Cancel-Job'] as const),
      ...(['Get-Job-Attributes', 'Get-Jobs', 'Get-Printer-Attributes'] as const),
      ...(['Cancel-My-Jobs', 'Close-Job', 'Identify-Printer'] as const),
    ]
    for (const name of required) expect(supported, name).toContain(OPERATION[name])
    for (const code of [0x0c, 0x0d, 0x03]) expect(supported).not.toContain(code)
  })

  it('gives its addresses, their security and their sign-in as lists of one length', async () => {
    const group = printerOf(await ask('Get-Printer-Attributes'))
    const lengths = ['printer-uri', 'uri-security', 'uri-authentication'].map(
      (name) => valuesOf(group, `${name}-supported`).length,
    )
    expect(new Set(lengths).size).toBe(1)
  })

  it.each([
    [
      'media-col-database only by its name',
      ['all'],
      ['printer-name', 'copies-default'],
      ['media-col-database'],
    ],
    ['media-col-database', ['media-col-database'], ['media-col-database'], ['printer-name']],
    [
      'what is about jobs',
      ['job-template'],
      ['copies-supported', 'sides-default'],
      ['printer-name', 'printer-state'],
    ],
    [
      'what is about itself',
      ['printer-description'],
      ['printer-name', 'operations-supported'],
      ['copies-default', 'media-supported'],
    ],
    [
      'two names',
      ['printer-name', 'printer-uuid'],
      ['printer-name', 'printer-uuid'],
      ['printer-state'],
    ],
    [
      'a name and a group',
      ['printer-name', 'job-template'],
      ['printer-name', 'media-default'],
      ['printer-state'],
    ],
  ] as const)('gives %s', async (_, names, present, absent) => {
    const got = namesOf(printerOf(await ask('Get-Printer-Attributes', [requested(...names)])))
    for (const name of present) expect(got).toContain(name)
    for (const name of absent) expect(got).not.toContain(name)
  })

  it('gives what it knows of what is asked, and names nothing else', async () => {
    const answer = await ask('Get-Printer-Attributes', [requested('printer-name', 'no-such-thing')])
    expect(namesOf(printerOf(answer))).toEqual(['printer-name'])
    expect([STATUS.ok, STATUS.okIgnored]).toContain(answer.status)
  })

  it('describes a format that it takes, and refuses one that it does not', async () => {
    const about = (format: string) =>
      ask('Get-Printer-Attributes', [mimeType('document-format', format)])
    expect((await about('application/pdf')).status).toBe(STATUS.ok)
    expect((await about('text/x-nothing')).status).toBe(STATUS.formatNotSupported)
  })
})

const OPERATIONS = Object.keys(OPERATION) as OperationName[]
const OURS: readonly OperationName[] = [
  ...([
    'Print-Job',
    'Validate-Job',
    'Create-Job',
    'Send-Document',
    'Cancel-Job',
    'Get-Jobs',
  ] as const),
  ...(['Get-Job-Attributes', 'Get-Printer-Attributes', 'Cancel-My-Jobs', 'Close-Job'] as const),
  ...(['Identify-Printer'] as const),
]

describe('an operation', () => {
  it.each(OURS)('%s on a printer that is not there finds nothing', async (operation) => {
    const uri = rig.uri.replace(/office$/, 'nowhere')
    const bytes = makeBytes(operation, uri, [integer('job-id', 1)])
    expect(await send(rig.uri, bytes)).toMatchObject({ status: STATUS.notFound })
    expect((await send(uri, bytes)).httpStatus).toBe(404)
  })

  it.each(['Get-Job-Attributes', 'Send-Document', 'Cancel-Job', 'Close-Job'] as const)(
    '%s on a job that is not there finds nothing, nor on one of another printer',
    async (operation) => {
      const last = boolean('last-document', true)
      const elsewhere = (await print('alice', rig.queue.uriOf('other'))).job['job-id'] as number
      for (const number of [999_999, elsewhere]) {
        const answer = await ask(operation, [integer('job-id', number), last])
        expect(answer.status).toBe(STATUS.notFound)
      }
    },
  )

  it('that is not offered is not supported', async () => {
    const unknown = OPERATIONS.filter((name) => !OURS.includes(name) && name !== 'Send-URI').slice(
      0,
      6,
    )
    for (const operation of unknown) {
      const { status } = await ask(operation, [integer('job-id', 1)])
      expect([operation, status]).toEqual([operation, STATUS.operationNotSupported])
    }
  })
})

describe('jobs', () => {
  it('are listed by whose they are, how they stand, and how many are wanted', async () => {
    const mine = [await print('mia'), await print('mia'), await print('mia')]
    const theirs = await print('tom')
    const numbers = mine.map(({ job }) => job['job-id'] as number)
    await ask('Cancel-Job', [integer('job-id', numbers[1]!)], { user: 'mia' })
    const list = async (...attributes: IppAttribute[]) =>
      jobsOf(await ask('Get-Jobs', attributes, { user: 'mia' }))
    const own = boolean('my-jobs', true)
    expect(await list(own)).toEqual([numbers[0], numbers[2]])
    expect(await list(own, keyword('which-jobs', 'completed'))).toEqual([numbers[1]])
    expect(await list(own, integer('limit', 1))).toEqual([numbers[0]])
    expect(await list(keyword('which-jobs', 'not-completed'))).toContain(theirs.job['job-id'])
    const odd = await ask('Get-Jobs', [keyword('which-jobs', 'purple')], { user: 'mia' })
    expect(odd.status).toBe(STATUS.attributesNotSupported)
    const short = await ask('Get-Jobs', [own], { user: 'mia' })
    expect(namesOf(groupsOf(short.message!, GROUP.job)[0]!).sort()).toEqual(['job-id', 'job-uri'])
  })

  it('have a uuid of their own, a name, times and a state that agrees with its reasons', async () => {
    const [one, two] = [await print('mia'), await print('mia')]
    const show = async ({ job }: IppAnswer) =>
      (
        await ask('Get-Job-Attributes', [integer('job-id', job['job-id'] as number)], {
          user: 'mia',
        })
      ).job
    const [first, second] = [await show(one), await show(two)]
    expect(first['job-uuid']).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f-]{27}$/)
    expect(first['job-uuid']).not.toBe(second['job-uuid'])
    expect(Object.keys(first)).toEqual(
      expect.arrayContaining([
        ...['job-id', 'job-uri', 'job-printer-uri', 'job-name', 'job-originating-user-name'],
        ...['job-state', 'job-state-reasons', 'job-state-message', 'time-at-creation'],
        ...[
          'time-at-processing',
          'time-at-completed',
          'job-printer-up-time',
          'job-impressions-completed',
        ],
        ...['date-time-at-creation', 'date-time-at-processing', 'date-time-at-completed'],
      ]),
    )
  })

  it('of one user are canceled together, and nobody else’s', async () => {
    const [one, two, other] = [await print('zoe'), await print('zoe'), await print('tom')]
    const number = ({ job }: IppAnswer) => job['job-id'] as number
    const foreign = await ask('Cancel-My-Jobs', [integer('job-ids', number(other))], {
      user: 'zoe',
    })
    expect(foreign.status).not.toBe(STATUS.ok)
    expect(
      (await ask('Cancel-My-Jobs', [integer('job-ids', number(one))], { user: 'zoe' })).status,
    ).toBe(STATUS.ok)
    const left = async (user: string) =>
      jobsOf(await ask('Get-Jobs', [boolean('my-jobs', true)], { user }))
    expect(await left('zoe')).toEqual([number(two)])
    expect((await ask('Cancel-My-Jobs', [], { user: 'zoe' })).status).toBe(STATUS.ok)
    expect(await left('zoe')).toEqual([])
    expect(await left('tom')).toContain(number(other))
  })

  it('are closed once, with a document and not without', async () => {
    const made = await ask('Create-Job', [makeAttribute('job-name', 'open')], { user: 'zoe' })
    const id = integer('job-id', made.job['job-id'] as number)
    const last = boolean('last-document', false)
    expect((await ask('Send-Document', [id, last], { user: 'zoe', document: PDF })).status).toBe(
      STATUS.ok,
    )
    expect((await ask('Close-Job', [id], { user: 'zoe' })).status).toBe(STATUS.ok)
    expect((await ask('Get-Job-Attributes', [id], { user: 'zoe' })).job['job-state-reasons']).toBe(
      'job-release-wait',
    )
  })

  it.each([
    ['compression', keyword('compression', 'rar'), STATUS.compressionNotSupported],
    ['format', mimeType('document-format', 'text/x-nothing'), STATUS.formatNotSupported],
  ])('in a %s that nobody knows are refused', async (_, attribute, status) => {
    for (const operation of ['Print-Job', 'Validate-Job'] as const) {
      expect((await ask(operation, [attribute], { document: PDF })).status).toBe(status)
    }
  })

  it('that are only asked about leave nothing', async () => {
    const before = jobsOf(await ask('Get-Jobs'))
    expect((await ask('Validate-Job')).status).toBe(STATUS.ok)
    expect(jobsOf(await ask('Get-Jobs'))).toEqual(before)
  })
})

it.each([['display'], ['sound'], ['flash']])(
  'identifies itself by %s, or says that it cannot',
  async (action) => {
    const supported = valuesOf(
      printerOf(await ask('Get-Printer-Attributes')),
      'identify-actions-supported',
    )
    const { status } = await ask('Identify-Printer', [keyword('identify-actions', action)])
    expect(status).toBe(supported.includes(action) ? STATUS.ok : STATUS.okIgnored)
  },
)
