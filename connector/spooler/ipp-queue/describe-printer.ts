/** A queue as a printer describes itself: IPP/2.0, IPP Everywhere, and what AirPrint, Mopria and Windows ask for. Pure. */
import {
  boolean,
  charset,
  collection,
  dateTime,
  enumeration,
  integer,
  keyword,
  mimeType,
  name,
  naturalLanguage,
  noValue,
  octets,
  range,
  resolution,
  text,
  unknown as unknownValue,
  uri,
  uriScheme,
} from '../ipp/attributes.ts'
import type { IppAttribute } from '../ipp/message.ts'
import { PRINTER_STATE } from '../ipp/tables.ts'
import type { DeviceCapabilities, DeviceStatus, MediaSize } from './device/device.ts'
import {
  COLOR_MODES,
  GRAY_MODES,
  HANDLINGS,
  ORIENTATIONS,
  SCALINGS,
  templateNames,
} from './job-template.ts'
import type { QueueLimits } from './limits.ts'
import type { QueueIdentity } from './open-queue.ts'
import { OPERATIONS } from './request.ts'

export interface PrinterView {
  readonly queue: string
  /** "printer-location"; empty = not told. */
  readonly location: string
  readonly uuid: string
  readonly identity: QueueIdentity
  readonly capabilities: DeviceCapabilities
  readonly limits: QueueLimits
  /** Host and port as the client called us. */
  readonly authority: string
  readonly configuredMs: number
}

export interface PrinterNow {
  readonly nowMs: number
  readonly upSeconds: number
  readonly queuedCount: number
  readonly isAccepting: boolean
  readonly status: DeviceStatus
  readonly statusMs: number
}

const TEXT_LIMIT = 127
/** How "printer-device-id" (IEEE 1284) calls them. */
const FORMAT_COMMANDS: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/postscript': 'PS',
  'application/vnd.hp-pcl': 'PCL',
  'image/jpeg': 'JPEG',
  'image/pwg-raster': 'PWGRaster',
  'image/urf': 'URF',
}
const RASTER_TYPES = ['sgray_8', 'srgb_8']
const VERSIONS = ['1.0', '1.1', '2.0']
const STATES: Readonly<Record<DeviceStatus['state'], number>> = {
  idle: PRINTER_STATE.idle,
  printing: PRINTER_STATE.processing,
  stopped: PRINTER_STATE.stopped,
  offline: PRINTER_STATE.stopped,
}
/** "media-source" by which a tray of several sizes is told as several trays: iOS loses the sizes else. */
const trayOf = (sources: readonly string[], index: number) =>
  sources[Math.min(index, sources.length - 1)] ?? 'auto'

/** All that does not change while a printer is what it is; "media-col-database" comes with it, asked for or not. */
export function describePrinter(view: PrinterView): readonly IppAttribute[] {
  return [
    ...describeProtocol(view),
    ...describeIdentity(view),
    ...describeDocuments(view),
    ...describeTemplate(view),
    ...describeMedia(view.capabilities),
    ...describeRasters(view.capabilities),
  ]
}

/** What may be different each time. */
export function describeState(view: PrinterView, now: PrinterNow): readonly IppAttribute[] {
  const { status, upSeconds } = now
  const sinceSeconds = Math.max(1, upSeconds - Math.floor((now.nowMs - now.statusMs) / 1000))
  return [
    boolean('printer-is-accepting-jobs', now.isAccepting),
    enumeration('printer-state', STATES[status.state]),
    keyword('printer-state-reasons', ...(status.reasons.length === 0 ? ['none'] : status.reasons)),
    text('printer-state-message', limited(status.detail)),
    integer('printer-state-change-time', sinceSeconds),
    dateTime('printer-state-change-date-time', now.statusMs),
    integer('printer-up-time', upSeconds),
    dateTime('printer-current-time', now.nowMs),
    integer('queued-job-count', now.queuedCount),
    integer('printer-config-change-time', 1),
    dateTime('printer-config-change-date-time', view.configuredMs),
  ]
}

/** Whether a client gets "media-col-database" only because it named it (PWG 5100.7 section 6.6.2). */
export const ONLY_BY_NAME: ReadonlySet<string> = new Set(['media-col-database'])

/** Groups that "requested-attributes" may name (RFC 8011 section 4.2.5.1). */
export function isJobTemplate(attributeName: string): boolean {
  return TEMPLATE_PATTERN.test(attributeName)
}
const TEMPLATE_PATTERN =
  /^(copies|finishings|finishings-col|job-sheets|media|media-.+|multiple-document-handling|number-up|orientation-requested|output-bin|page-ranges|print-color-mode|print-quality|print-scaling|print-content-optimize|print-rendering-intent|printer-resolution|sides)(-default|-supported|-ready|-database)$/

/** A password is only ever offered where nobody can read it. */
const WAYS: Readonly<
  Record<QueueIdentity, readonly { scheme: string; security: string; authentication: string }[]>
> = {
  claimed: [
    { scheme: 'ipp', security: 'none', authentication: 'requesting-user-name' },
    { scheme: 'ipps', security: 'tls', authentication: 'requesting-user-name' },
  ],
  address: [
    { scheme: 'ipp', security: 'none', authentication: 'none' },
    { scheme: 'ipps', security: 'tls', authentication: 'basic' },
  ],
  authenticated: [{ scheme: 'ipps', security: 'tls', authentication: 'basic' }],
}

function describeProtocol({ queue, identity, authority, limits }: PrinterView): IppAttribute[] {
  const path = `/ipp/print/${queue}`
  // Three lists of one length: the first of each belong together (RFC 8011 section 5.4.1 to 5.4.3).
  const ways = WAYS[identity]
  return [
    charset('charset-configured', 'utf-8'),
    charset('charset-supported', 'us-ascii', 'utf-8'),
    naturalLanguage('natural-language-configured', 'en'),
    naturalLanguage('generated-natural-language-supported', 'en'),
    keyword('ipp-versions-supported', ...VERSIONS),
    keyword('ipp-features-supported', 'ipp-everywhere', 'airprint-2.1'),
    enumeration('operations-supported', ...OPERATIONS),
    uri('printer-uri-supported', ...ways.map(({ scheme }) => `${scheme}://${authority}${path}`)),
    keyword('uri-security-supported', ...ways.map(({ security }) => security)),
    keyword('uri-authentication-supported', ...ways.map((way) => way.authentication)),
    collection(
      'printer-xri-supported',
      ...ways.map(({ scheme, security, authentication }) => [
        uri('xri-uri', `${scheme}://${authority}${path}`),
        keyword('xri-security', security),
        keyword('xri-authentication', authentication),
      ]),
    ),
    boolean('multiple-document-jobs-supported', false),
    integer('multiple-operation-time-out', Math.floor(limits.openJobMs / 1000)),
    keyword('multiple-operation-time-out-action', 'abort-job'),
    keyword('compression-supported', 'none', 'gzip', 'deflate'),
    keyword('pdl-override-supported', 'attempted'),
    // Comes with Send-URI (RFC 8011 section 5.4.27).
    uriScheme('reference-uri-schemes-supported', 'ftp'),
    boolean('job-ids-supported', true),
    keyword('which-jobs-supported', 'completed', 'not-completed', 'all'),
    keyword('printer-get-attributes-supported', 'document-format'),
    boolean('preferred-attributes-supported', false),
    keyword('identify-actions-default', 'display'),
    keyword('identify-actions-supported', 'display'),
    range('job-k-octets-supported', { lower: 0, upper: kiloOctets(limits.documentBytes) }),
  ]
}

function describeIdentity(view: PrinterView): IppAttribute[] {
  const { queue, uuid, capabilities, authority } = view
  const more = `http://${authority}/ipp/print/${queue}`
  return [
    name('printer-name', limited(queue)),
    text('printer-info', limited(queue)),
    text('printer-location', limited(view.location)),
    text('printer-make-and-model', limited(capabilities.makeAndModel)),
    uri('printer-more-info', more),
    uri('printer-supply-info-uri', more),
    uri('printer-icons', `${more}?icon`),
    uri('printer-uuid', uuid),
    text('printer-device-id', deviceIdOf(capabilities)),
    name('printer-dns-sd-name', limited(queue)),
    unknownValue('printer-geo-location'),
    text('printer-organization', ''),
    text('printer-organizational-unit', ''),
    octets(
      'printer-supply',
      Buffer.from(
        'index=1;class=supplyThatIsConsumed;type=other;unit=percent;maxcapacity=100;level=-2;colorantname=unknown;',
      ),
    ),
    text('printer-supply-description', 'Unknown'),
    octets('printer-alert', Buffer.from('code=unknown;')),
    text('printer-alert-description', ''),
    keyword('printer-kind', 'document'),
    name('printer-firmware-name', 'spoolgate'),
    text('printer-firmware-string-version', '1'),
    octets('printer-firmware-version', Buffer.from([1])),
    text('mopria-certified', '1.3'),
    boolean('color-supported', capabilities.color),
    integer('pages-per-minute', capabilities.pagesPerMinute),
    ...(capabilities.color ? [integer('pages-per-minute-color', capabilities.pagesPerMinute)] : []),
  ]
}

function describeDocuments({ capabilities }: PrinterView): IppAttribute[] {
  const { formats } = capabilities
  const preferred = formats.find((format) => format === 'application/pdf') ?? formats[0]
  return [
    mimeType('document-format-default', 'application/octet-stream'),
    mimeType('document-format-supported', 'application/octet-stream', ...formats),
    mimeType('document-format-preferred', preferred ?? 'application/octet-stream'),
    keyword('document-creation-attributes-supported', 'document-name'),
    keyword('pdf-versions-supported', 'adobe-1.4', 'adobe-1.5', 'adobe-1.6', 'iso-32000-1_2008'),
    range('pdf-k-octets-supported', { lower: 0, upper: KILO_OCTETS_LIMIT }),
    range('jpeg-k-octets-supported', { lower: 0, upper: KILO_OCTETS_LIMIT }),
    range('jpeg-x-dimension-supported', { lower: 1, upper: 65_535 }),
    range('jpeg-y-dimension-supported', { lower: 1, upper: 65_535 }),
    keyword('job-creation-attributes-supported', ...templateNames(capabilities)),
    keyword('job-settable-attributes-supported', 'none'),
  ]
}

function describeTemplate({ capabilities }: PrinterView): IppAttribute[] {
  const { sides, color, qualities, resolutions, pagesPerSide, pageRanges } = capabilities
  const modes = color ? COLOR_MODES : GRAY_MODES
  return [
    integer('copies-default', 1),
    range('copies-supported', { lower: 1, upper: capabilities.copiesMax }),
    enumeration('finishings-default', 3),
    enumeration('finishings-supported', ...capabilities.finishings),
    enumeration('finishings-ready', ...capabilities.finishings),
    keyword('job-sheets-default', 'none'),
    keyword('job-sheets-supported', 'none'),
    keyword('multiple-document-handling-default', HANDLINGS[0]),
    keyword('multiple-document-handling-supported', ...HANDLINGS),
    integer('number-up-default', 1),
    // Which pages of which document: the words of an override (PWG 5100.6), and nothing that could be changed for them.
    keyword('overrides-supported', 'document-number', 'pages'),
    integer('number-up-supported', ...(pagesPerSide ?? [1])),
    noValue('orientation-requested-default'),
    enumeration('orientation-requested-supported', ...ORIENTATIONS),
    keyword('output-bin-default', capabilities.outputBins[0] ?? 'face-down'),
    keyword('output-bin-supported', ...orElse(capabilities.outputBins, 'face-down')),
    octets('printer-output-tray', ...orElse(capabilities.outputBins, 'face-down').map(describeBin)),
    boolean('page-ranges-supported', pageRanges === true),
    keyword('print-color-mode-default', 'auto'),
    keyword('print-color-mode-supported', ...modes),
    keyword('print-content-optimize-default', 'auto'),
    keyword('print-content-optimize-supported', 'auto'),
    enumeration('print-quality-default', qualities.includes(4) ? 4 : (qualities[0] ?? 4)),
    enumeration('print-quality-supported', ...orElse(qualities, 4)),
    keyword('print-rendering-intent-default', 'auto'),
    keyword('print-rendering-intent-supported', 'auto'),
    keyword('print-scaling-default', 'auto'),
    keyword('print-scaling-supported', ...SCALINGS),
    resolution('printer-resolution-default', resolutions[0] ?? 300),
    resolution('printer-resolution-supported', ...orElse(resolutions, 300)),
    // One-sided, whatever the device prefers: what nobody asked for is neither printed nor charged.
    keyword('sides-default', 'one-sided'),
    keyword('sides-supported', ...sides),
  ]
}

function describeMedia(capabilities: DeviceCapabilities): IppAttribute[] {
  const { media, mediaTypes, mediaSources, margins } = capabilities
  const fallback = media[0] ?? { name: capabilities.mediaDefault, width: 21_000, height: 29_700 }
  const usual = media.find(({ name: each }) => each === capabilities.mediaDefault) ?? fallback
  const listed = media.filter(({ name: each }) => capabilities.mediaReady.includes(each))
  const ready = listed.length === 0 ? [usual] : listed
  const sizeOf = ({ width, height }: MediaSize) => [
    integer('x-dimension', width),
    integer('y-dimension', height),
  ]
  const mediaOf = (size: MediaSize, source: string, type: string) => [
    collection('media-size', sizeOf(size)),
    keyword('media-size-name', size.name),
    integer('media-top-margin', margins.top),
    integer('media-bottom-margin', margins.bottom),
    integer('media-left-margin', margins.left),
    integer('media-right-margin', margins.right),
    keyword('media-source', source),
    keyword('media-type', type),
  ]
  const type = mediaTypes[0] ?? 'stationery'
  const sources = orElse(mediaSources, 'auto')
  return [
    keyword('media-default', usual.name),
    keyword(
      'media-supported',
      ...orElse(
        media.map((size) => size.name),
        usual.name,
      ),
    ),
    keyword('media-ready', ...ready.map((size) => size.name)),
    collection('media-size-supported', ...orElse(media.map(sizeOf), sizeOf(usual))),
    collection('media-col-default', mediaOf(usual, sources[0] ?? 'auto', type)),
    collection(
      'media-col-ready',
      ...ready.map((size, index) => mediaOf(size, trayOf(sources, index), type)),
    ),
    keyword('media-col-supported', ...MEDIA_MEMBERS),
    collection(
      'media-col-database',
      ...orElse(media, usual).map((size) => mediaOf(size, sources[0] ?? 'auto', type)),
    ),
    keyword('media-source-supported', ...sources),
    octets('printer-input-tray', ...sources.map((source) => describeTray(source, usual))),
    keyword('media-type-supported', ...orElse(mediaTypes, 'stationery')),
    integer('media-top-margin-supported', margins.top),
    integer('media-bottom-margin-supported', margins.bottom),
    integer('media-left-margin-supported', margins.left),
    integer('media-right-margin-supported', margins.right),
  ]
}

/** "printer-output-tray" (PWG 5100.13 section 5.6.19). */
function describeBin(name: string): Uint8Array {
  return Buffer.from(`type=unRemovableBin;maxcapacity=-2;remaining=-2;status=0;name=${name};`)
}

/** "printer-input-tray" (PWG 5100.13 section 5.6.17); -2 is not known. */
function describeTray(source: string, { width, height }: MediaSize): Uint8Array {
  const facts = {
    type: 'sheetFeedAutoRemovableTray',
    mediafeed: height,
    mediaxfeed: width,
    maxcapacity: -2,
    level: -2,
    status: 0,
    name: source,
  }
  const pairs = Object.entries(facts).map(([key, value]) => `${key}=${value};`)
  return Buffer.from(pairs.join(''))
}

/** What clients that send pixels want to know; only of formats that the device takes. */
function describeRasters({
  formats,
  resolutions,
  color,
  sides,
}: DeviceCapabilities): IppAttribute[] {
  const types = color ? RASTER_TYPES : RASTER_TYPES.slice(0, 1)
  const pwg = formats.includes('image/pwg-raster')
    ? [
        resolution('pwg-raster-document-resolution-supported', ...orElse(resolutions, 300)),
        keyword('pwg-raster-document-sheet-back', 'normal'),
        keyword('pwg-raster-document-type-supported', ...types),
      ]
    : []
  const urf = formats.includes('image/urf')
    ? [
        keyword(
          'urf-supported',
          'V1.4',
          'CP1',
          'W8',
          ...(color ? ['SRGB24'] : []),
          `RS${orElse(resolutions, 300).join('-')}`,
          ...(sides.length > 1 ? ['DM1'] : []),
        ),
      ]
    : []
  return [...pwg, ...urf]
}

const MEDIA_MEMBERS = [
  'media-size',
  'media-size-name',
  'media-top-margin',
  'media-bottom-margin',
  'media-left-margin',
  'media-right-margin',
  'media-source',
  'media-type',
]
const KILO_OCTETS_LIMIT = 2_147_483_647
const kiloOctets = (bytes: number) => Math.min(Math.floor(bytes / 1024), KILO_OCTETS_LIMIT)

function deviceIdOf({ deviceId, makeAndModel, formats }: DeviceCapabilities): string {
  if (deviceId !== '') return deviceId
  const [maker = 'Generic', ...model] = makeAndModel.split(' ')
  const commands = formats.flatMap((format) => FORMAT_COMMANDS[format] ?? [])
  const clean = (part: string) => part.replace(/[;:,]/g, ' ').trim()
  return `MFG:${clean(maker)};MDL:${clean(model.join(' ') || 'printer')};CMD:${commands.join(',') || 'PDF'};`
}

function orElse<Value>(values: readonly Value[], fallback: Value): readonly Value[] {
  return values.length === 0 ? [fallback] : values
}

/** "text(127)" and "name(127)". */
function limited(value: string): string {
  return value.length <= TEXT_LIMIT ? value : `${value.slice(0, TEXT_LIMIT - 1)}…`
}
