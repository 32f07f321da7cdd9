/** How a queue is found with DNS-SD: its name, its types, and the TXT keys that each family of clients looks for. */
import { cleanText, cutBytes } from '../../cups/text.ts'
import type { DeviceCapabilities } from '../device/device.ts'
import type { QueueIdentity } from '../open-queue.ts'

export interface AdvertisedQueue {
  readonly queue: string
  readonly location: string
  /** "printer-uuid", like `urn:uuid:…`. */
  readonly uuid: string
  readonly identity: QueueIdentity
  readonly capabilities: DeviceCapabilities
  readonly host: string
  readonly port: number
}

export interface ServiceRecord {
  /** For people; unique on the network by its end. */
  readonly name: string
  /** Both answer at the same port. */
  readonly types: readonly ('ipp' | 'ipps')[]
  /** `print` = IPP Everywhere, `universal` = AirPrint. */
  readonly subtypes: readonly string[]
  /** Each `key=value` at most 255 bytes (RFC 6763 section 6.1). */
  readonly text: Readonly<Record<string, string>>
}

/** Of an instance name (RFC 6763 section 4.1.1). */
const NAME_BYTES_LIMIT = 63
const TEXT_BYTES_LIMIT = 255
const A3_HUNDREDTHS = 42_000
/** Languages of pages by usefulness: a list that is too long loses its end. */
const FORMATS_FIRST = ['application/pdf', 'image/urf', 'image/pwg-raster', 'image/jpeg']

/** Apple's Bonjour Printing Specification, IPP Everywhere (PWG 5100.14 section 4.2), Mopria. */
export function makeServiceRecord(advertised: AdvertisedQueue): ServiceRecord {
  const { queue, location, uuid, identity, capabilities, host, port } = advertised
  const { formats, color, sides, copiesMax, media, makeAndModel } = capabilities
  const bare = uuid.replace(/^urn:uuid:/, '')
  const hasUrf = formats.includes('image/urf')
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const isLarge = media.some(({ height }) => height >= A3_HUNDREDTHS)
  const text = {
    txtvers: '1',
    qtotal: '1',
    rp: `ipp/print/${queue}`,
    ty: makeAndModel,
    adminurl: `http://${authority}/ipp/print/${queue}`,
    note: location,
    priority: '0',
    product: `(${makeAndModel.replace(/[()]/g, '')})`,
    pdl: listFormats(formats),
    UUID: bare,
    TLS: '1.2',
    Color: color ? 'T' : 'F',
    Duplex: sides.length > 1 ? 'T' : 'F',
    Copies: copiesMax > 1 ? 'T' : 'F',
    PaperMax: isLarge ? 'isoC-A2' : 'legal-A4',
    kind: 'document',
    air: identity === 'authenticated' ? 'username,password' : 'none',
    'mopria-certified': '1.3',
    Scan: 'F',
    Fax: 'F',
    ...(hasUrf ? { URF: urfOf(capabilities) } : {}),
  }
  return {
    name: nameOf(queue, bare),
    types: ['ipp', 'ipps'],
    subtypes: hasUrf ? ['universal', 'print'] : ['print'],
    text: Object.fromEntries(
      Object.entries(text).map(([key, value]) => [
        key,
        cutBytes(cleanText(value, TEXT_BYTES_LIMIT), TEXT_BYTES_LIMIT - key.length - 1),
      ]),
    ),
  }
}

/** Conflicts are not left to the network to solve: some responders do not notice. */
function nameOf(queue: string, uuid: string): string {
  const end = ` (${uuid.slice(-6)})`
  return `${cutBytes(queue, NAME_BYTES_LIMIT - end.length)}${end}`
}

function listFormats(formats: readonly string[]): string {
  const ordered = [
    ...FORMATS_FIRST.filter((format) => formats.includes(format)),
    ...formats.filter((format) => !FORMATS_FIRST.includes(format)),
  ]
  let list = ''
  for (const format of ordered) {
    const longer = list === '' ? format : `${list},${format}`
    if (longer.length > TEXT_BYTES_LIMIT - 'pdl='.length) break
    list = longer
  }
  return list
}

/** "urf-supported" in short. */
function urfOf({ color, resolutions, sides }: DeviceCapabilities): string {
  return [
    'V1.4',
    'CP1',
    'W8',
    ...(color ? ['SRGB24'] : []),
    ...(sides.length > 1 ? ['DM1'] : []),
    `RS${resolutions.join('-')}`,
  ].join(',')
}
