/** Writes everything a private cupsd reads: two configuration files, its program folder, its backends, the device's PPD. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import {
  type CupsIdentity,
  INTAKE_BACKEND,
  makeCupsPolicies,
} from '#shared/contracts/cups-policy.ts'
import { Problem } from '#shared/contracts/problem.ts'

export const CUPSD = '/usr/sbin/cupsd'

export interface CupsFilesOptions {
  readonly base: string
  readonly socketPath: string
  readonly connectorUser: string
  readonly identity: CupsIdentity
  readonly printedDir: string
  readonly port?: number
}

export interface CupsFiles {
  readonly cupsdPath: string
  readonly cupsdConf: string
  readonly cupsFilesConf: string
  readonly deviceUri: string
  readonly ppdFile: string
}

const SYSTEM_PROGRAMS = ['/usr/lib/cups', '/usr/libexec/cups', '/usr/lib64/cups']
const SYSTEM_DATA = '/usr/share/cups'
/** Only those that a queue of ours may want: the less there is, the less a client can start. */
const SYSTEM_BACKENDS = ['ipp', 'ipps', 'http', 'https', 'socket', 'lpd']
const DEVICE_URI = 'demo:/device'
/** With the filter package: every format becomes PDF. Without: only PDF is printed. */
const FILTERED_LINE = '*cupsFilter2: "application/vnd.cups-pdf application/pdf 10 -"'
const UNFILTERED_LINE = '*cupsFilter2: "application/pdf application/pdf 0 -"'

export function layOutCups(options: CupsFilesOptions): CupsFiles {
  const { base } = options
  const programs = SYSTEM_PROGRAMS.find((path) => existsSync(join(path, 'daemon/cups-exec')))
  if (programs === undefined) {
    throw new Problem('spooler-unreachable', 'this machine has no CUPS: cups-exec is missing')
  }
  for (const name of ['etc/ppd', 'bin/backend', 'spool/tmp', 'cache', 'run', 'log']) {
    mkdirSync(join(base, name), { recursive: true, mode: 0o755 })
  }
  layOutPrograms(base, programs, options.printedDir)
  const cupsdConf = join(base, 'etc/cupsd.conf')
  const cupsFilesConf = join(base, 'etc/cups-files.conf')
  const ppdFile = join(base, 'demo.ppd')
  writeFileSync(cupsdConf, makeCupsdConf(options))
  writeFileSync(cupsFilesConf, makeCupsFilesConf(base))
  const hasFilters = existsSync(join(programs, 'filter/pdftopdf'))
  writeFileSync(
    ppdFile,
    readPart('demo.ppd').replace(FILTERED_LINE, hasFilters ? FILTERED_LINE : UNFILTERED_LINE),
  )
  return {
    cupsdPath: chooseProgram(base),
    cupsdConf,
    cupsFilesConf,
    deviceUri: DEVICE_URI,
    ppdFile,
  }
}

/** ServerBin: the system's daemons and filters, but our choice of backends. */
function layOutPrograms(base: string, programs: string, printedDir: string): void {
  const bin = join(base, 'bin')
  link(join(programs, 'daemon'), join(bin, 'daemon'))
  link(join(programs, 'filter'), join(bin, 'filter'))
  for (const name of SYSTEM_BACKENDS) {
    const backend = join(programs, 'backend', name)
    if (existsSync(backend)) link(backend, join(bin, 'backend', name))
  }
  writeProgram(join(bin, 'backend/intake'), INTAKE_BACKEND, 0o755)
  mkdirSync(join(printedDir, 'meta'), { recursive: true })
  // 0700 makes a root cupsd run it as root: the folder of printed files may be where `lp` cannot go.
  const settings = `#!/bin/sh\nprinted_dir=${quoteForShell(printedDir)}\n`
  writeProgram(join(bin, 'backend/demo'), settings + readPart('demo-backend.sh'), 0o700)
}

function makeCupsdConf(options: CupsFilesOptions): string {
  const { connectorUser, identity, socketPath, port } = options
  // DirtyCleanInterval: with the default of 30 s a killed cupsd forgets the jobs of its last 30 s, and gives their
  // numbers away again. MaxJobs: the 501st waiting job would be refused. MaxEvents: fewer resyncs after bursts.
  return `Listen ${socketPath}
${port === undefined ? '' : `Listen 127.0.0.1:${port}\n`}ServerName localhost
LogLevel warn
AccessLogLevel actions
MaxLogSize 1m
PageLogFormat %p|%u|%j|%T|%P|%C|%{job-name}|%{media}|%{sides}
DefaultAuthType Basic
DefaultPolicy metered
Browsing No
WebInterface No
DefaultShared No
IdleExitTimeout 0
MaxJobs 0
MaxEvents 10000
DirtyCleanInterval 1
PreserveJobFiles 1d
MultipleOperationTimeout 900
ErrorPolicy retry-job
JobRetryInterval 30
<Location />
  Order deny,allow
</Location>
<Location /admin>
  AuthType Default
  Require user ${connectorUser}
  Order deny,allow
</Location>
${makeCupsPolicies({ connectorUser, identity, administrators: false })}`
}

function makeCupsFilesConf(base: string): string {
  const isRoot = process.getuid?.() === 0
  // Printcap without a value: a root cupsd would otherwise overwrite the system's list of printers.
  return `ServerRoot ${base}/etc
ServerBin ${base}/bin
DataDir ${SYSTEM_DATA}
RequestRoot ${base}/spool
CacheDir ${base}/cache
StateDir ${base}/run
TempDir ${base}/spool/tmp
AccessLog ${base}/log/access_log
ErrorLog ${base}/log/error_log
PageLog ${base}/log/page_log
Printcap
SyncOnClose No
FatalErrors config permissions
SystemGroup root
${isRoot ? 'User lp\nGroup lp\nLogFileGroup root\n' : ''}`
}

/**
 * AppArmor's profile is for the path of the program and lets cupsd write in the system's folders only; a copy elsewhere
 * is not confined.
 */
function chooseProgram(base: string): string {
  if (!existsSync('/etc/apparmor.d/usr.sbin.cupsd')) return CUPSD
  const copy = join(base, 'cupsd')
  rmSync(copy, { force: true })
  copyFileSync(CUPSD, copy)
  chmodSync(copy, 0o755)
  return copy
}

function link(target: string, path: string): void {
  rmSync(path, { force: true })
  symlinkSync(target, path)
}

function writeProgram(path: string, text: string, mode: number): void {
  rmSync(path, { force: true })
  writeFileSync(path, text, { mode })
  chmodSync(path, mode)
}

const readPart = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
const quoteForShell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
