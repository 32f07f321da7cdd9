// Everything an ordinary user was ever seen to try: commands and raw IPP operations that would print past a decision.
import { encode } from '#connector/spooler/ipp/encode.ts'
import { type IppAttribute, type IppGroup, makeAttribute } from '#connector/spooler/ipp/message.ts'
import { GROUP, TAG } from '#connector/spooler/ipp/tables.ts'

const OUT = 'office-out'
const DEVICE = 'demo:/device'

/** Commands about a job that is there; all must fail. */
export const commandsOnJob = (number: number): readonly (readonly [string, ...string[]])[] => [
  ['lp', '-i', `office-${number}`, '-H', 'resume'],
  ['lp', '-i', `office-${number}`, '-H', 'immediate'],
  ['lp', '-i', `office-${number}`, '-H', 'restart'],
  ['lp', '-i', `office-${number}`, '-o', 'job-hold-until=no-hold'],
  ['lp', '-i', `office-${number}`, '-o', 'copies=99'],
  ['lp', '-i', `office-${number}`, '-q', '100'],
  ['lpmove', `office-${number}`, OUT],
  ['lpmove', `office-out-${number}`, 'office'],
]

/** Commands about the queues; all must fail. */
export const COMMANDS_ON_QUEUES: readonly (readonly [string, ...string[]])[] = [
  ['lpmove', 'office', OUT],
  ['cupsenable', 'office'],
  ['cupsenable', '--release', 'office'],
  ['cupsenable', '--release', OUT],
  ['cupsdisable', OUT],
  ['lpadmin', '-p', 'mine', '-E', '-v', DEVICE],
  ['lpadmin', '-p', 'office', '-v', DEVICE],
  ['lpadmin', '-p', 'office', '-o', 'printer-op-policy=default'],
  ['lpadmin', '-p', OUT, '-o', 'printer-op-policy=default'],
  ['lpadmin', '-p', OUT, '-c', 'everything'],
  ['lpadmin', '-x', OUT],
]

/** Ways to submit; CUPS may take them, but nothing may print. */
export const SUBMISSIONS: readonly (readonly string[])[] = [
  ['-d', 'office'],
  ['-d', 'office', '-H', 'immediate'],
  ['-d', 'office', '-H', 'resume'],
  ['-d', 'office', '-H', '00:01'],
  ['-d', 'office', '-H', 'night'],
  ['-d', 'office', '-o', 'job-hold-until=no-hold'],
  ['-d', 'office', '-o', 'job-hold-until=no-hold', '-q', '100'],
  ['-d', 'office', '-o', 'raw'],
  ['-d', 'office', '-o', 'job-originating-user-name=root'],
  ['-d', 'office', '-o', 'spoolgate-sealing=yes', '-H', 'indefinite'],
  ['-d', 'office', '-o', `job-printer-uri=ipp://localhost/printers/${OUT}`],
  ['-d', OUT],
  ['-d', OUT, '-H', 'immediate'],
]

/** A raw request, and whether cupsd may say yes to it (a job that it takes and does not print). */
export interface RawStep {
  readonly what: string
  readonly mayPass: boolean
  readonly request: Uint8Array
}

/** IPP by hand, under any name, about a job and about the queues. */
export function rawSteps(user: string, number: number): readonly RawStep[] {
  const queue = (name: string) => makeAttribute('printer-uri', `ipp://localhost/printers/${name}`)
  const server = makeAttribute('printer-uri', 'ipp://localhost/')
  const job = makeAttribute('job-uri', `ipp://localhost/jobs/${number}`)
  const noHold = makeAttribute('job-hold-until', 'no-hold')
  const toOut = jobGroup(makeAttribute('job-printer-uri', `ipp://localhost/printers/${OUT}`))
  const format = makeAttribute('document-format', 'application/pdf')
  const last = makeAttribute('last-document', true)
  const file = makeAttribute('document-uri', 'file:///etc/passwd')
  const device = makeAttribute('device-uri', DEVICE)
  const named: IppAttribute = { name: 'printer-name', tag: TAG.name, values: ['mine'] }
  const pending: IppAttribute = { name: 'job-state', tag: TAG.enum, values: [3] }
  const mail: IppAttribute = {
    name: 'notify-recipient-uri',
    tag: TAG.uri,
    values: ['mailto:a@example.org'],
  }
  const step = (
    what: string,
    code: number,
    attributes: readonly IppAttribute[],
    groups: readonly IppGroup[] = [],
    mayPass = false,
  ): RawStep => ({ what, mayPass, request: makeRawRequest(code, user, attributes, groups) })
  return [
    step('Release-Job', 0x0d, [job]),
    step('Restart-Job', 0x0e, [job]),
    step('Restart-Job no-hold', 0x0e, [job, noHold]),
    step('Hold-Job no-hold', 0x0c, [job, noHold]),
    step('Set-Job-Attributes hold', 0x14, [job], [jobGroup(noHold)]),
    step('Set-Job-Attributes state', 0x14, [job], [jobGroup(pending)]),
    step('Set-Job-Attributes copies', 0x14, [job], [jobGroup(makeAttribute('copies', 99))]),
    step('CUPS-Authenticate-Job', 0x400e, [job]),
    step('CUPS-Move-Job', 0x400d, [job], [toOut]),
    step('CUPS-Move-Job all', 0x400d, [queue('office')], [toOut]),
    step('CUPS-Get-Document', 0x4027, [job, makeAttribute('document-number', 1)]),
    step('Resume-Job', 0x2f, [job]),
    step('Reprocess-Job', 0x2c, [job]),
    step('Promote-Job', 0x30, [job]),
    step('Schedule-Job-After', 0x31, [job]),
    step('Purge-Jobs', 0x12, [queue(OUT)]),
    step('Cancel-Jobs', 0x38, [queue(OUT), makeAttribute('job-ids', number)]),
    step('Resume-Printer', 0x11, [queue('office')]),
    step('Enable-Printer', 0x22, [queue('office')]),
    step('Release-Held-New-Jobs', 0x26, [queue('office')]),
    step('Release-Held-New-Jobs out', 0x26, [queue(OUT)]),
    step('Activate-Printer', 0x28, [queue('office')]),
    step('Restart-Printer', 0x29, [queue('office')]),
    step('Set-Printer-Attributes', 0x13, [queue('office')], [printerGroup(device)]),
    step('Add-Modify-Printer new', 0x4003, [queue('mine')], [printerGroup(device)]),
    step('Add-Modify-Printer intake', 0x4003, [queue('office')], [printerGroup(device)]),
    step('Add-Modify-Class', 0x4006, [
      server,
      makeAttribute('printer-uri', 'ipp://localhost/classes/c'),
    ]),
    step('Create-Local-Printer', 0x4028, [server], [printerGroup(named, device)]),
    step('Delete-Printer', 0x4004, [queue(OUT)]),
    step('Set-Default', 0x400a, [queue(OUT)]),
    step('Reject-Jobs', 0x4009, [queue('office')]),
    step('Print-Job out', 0x02, [queue(OUT), format]),
    step('Create-Job out', 0x05, [queue(OUT)], [jobGroup(noHold)]),
    step('Validate-Job out', 0x04, [queue(OUT)]),
    step('Print-URI', 0x03, [queue('office'), file]),
    step('Send-URI', 0x07, [job, file, last]),
    step('Subscription by mail', 0x16, [server], [{ tag: GROUP.subscription, attributes: [mail] }]),
    step('Create-Job no-hold', 0x05, [queue('office')], [jobGroup(noHold)], true),
  ]
}

/** Only a sealed job refuses more documents: before, they are its user's business. */
export const rawStepOnSealedJob = (user: string, number: number): RawStep => ({
  what: 'Send-Document to a sealed job',
  mayPass: false,
  request: makeRawRequest(
    0x06,
    user,
    [
      makeAttribute('job-uri', `ipp://localhost/jobs/${number}`),
      makeAttribute('document-format', 'application/pdf'),
      makeAttribute('last-document', true),
    ],
    [],
  ),
})

const jobGroup = (...attributes: IppAttribute[]): IppGroup => ({ tag: GROUP.job, attributes })
const printerGroup = (...attributes: IppAttribute[]): IppGroup => ({
  tag: GROUP.printer,
  attributes,
})

function makeRawRequest(
  code: number,
  user: string,
  attributes: readonly IppAttribute[],
  groups: readonly IppGroup[],
): Uint8Array {
  const leading = [
    makeAttribute('attributes-charset', 'utf-8'),
    makeAttribute('attributes-natural-language', 'en'),
    ...attributes,
    ...(user === '' ? [] : [makeAttribute('requesting-user-name', user)]),
  ]
  const operation = { tag: GROUP.operation, attributes: leading }
  return encode({ version: 0x0200, code, requestId: 1, groups: [operation, ...groups] })
}
