// A whole local Spoolgate as a child process, as `npm start -- --json` runs it, for tests and benchmarks.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { openIppConnection } from '#connector/spooler/ipp-queue/device/ipp-connection.ts'
import { makeIppPrinter } from '#connector/spooler/ipp-queue/device/ipp-printer.ts'
import type { Account, Entry } from '#shared/contracts/account.ts'
import type { Job } from '#shared/contracts/job.ts'

const READY_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 15_000
const root = new URL('../..', import.meta.url).pathname

/** The ready line of `npm start -- --json`. */
export interface Ready {
  portal: string
  api: string
  partner: { id: string; token: string }
  tenants: {
    id: string
    slug: string
    name: string
    adminToken: string
    users: { username: string; password: string; token: string }[]
    admins: { username: string; password: string }[]
  }[]
  sites: {
    tenantId: string
    siteId: string
    connectorId: string
    spooler: string
    printers: { id: string; name: string }[]
    /** null = the connector itself is the queue, at `ippUri`. */
    cupsServer: string | null
    ippUri: string | null
    printedDir: string
    connectorPid: number
  }[]
  notes: string[]
}

export interface ProductUnderTest {
  readonly ready: Ready
  readonly stateFolder: string
  readonly log: readonly string[]
  /** Sends SIGTERM and resolves to exit code and time taken. */
  stop(): Promise<{ code: number | null; tookMs: number }>
}

/** Folder names of tests are short, because a socket's path may have 107 bytes only. */
export const makeStateFolder = () => mkdtempSync(join(tmpdir(), 'sg-'))
export const removeStateFolder = (folder: string) =>
  rmSync(folder, { recursive: true, force: true })

export async function startProductUnderTest(
  stateFolder: string,
  flags: readonly string[] = [],
): Promise<ProductUnderTest> {
  const args = ['infra/local/main.ts', '--json', '--port', '0', '--state', stateFolder, ...flags]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const log: string[] = []
  createInterface({ input: child.stderr! }).on('line', (line) => log.push(line))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ready = await firstLine(child, ended, log)
  return {
    ready: JSON.parse(ready) as Ready,
    stateFolder,
    log,
    async stop() {
      const startedMs = performance.now()
      child.kill('SIGTERM')
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      const code = await ended
      clearTimeout(kill)
      return { code, tookMs: performance.now() - startedMs }
    },
  }
}

function firstLine(
  child: ChildProcess,
  ended: Promise<number | null>,
  log: readonly string[],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`not ready in time:\n${log.slice(-30).join('\n')}`))
    }, READY_LIMIT_MS)
    ended.then((code) => {
      clearTimeout(tooLate)
      reject(new Error(`ended with ${code} before it was ready:\n${log.slice(-30).join('\n')}`))
    })
    createInterface({ input: child.stdout! }).once('line', (line) => {
      clearTimeout(tooLate)
      resolve(line)
    })
  })
}

/** What an admin's script would do with a tenant. */
export function adminOf(ready: Ready, slug: string) {
  const tenant = ready.tenants.find((one) => one.slug === slug)!
  const request = async (method: string, path: string, body?: unknown) =>
    fetch(`${ready.api}/v1/tenants/${tenant.id}/${path}`, {
      method,
      headers: { authorization: `Bearer ${tenant.adminToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
  const get = async <Reply>(path: string) => (await request('GET', path)).json() as Promise<Reply>
  return {
    tenant,
    request,
    get,
    account: (id: string) => get<Account>(`accounts/${encodeURIComponent(id)}`),
    entries: (id: string) => allOf<Entry>(get, `accounts/${encodeURIComponent(id)}/entries`),
    jobs: () => allOf<Job>(get, 'jobs'),
  }
}

async function allOf<Item>(
  get: <Reply>(path: string) => Promise<Reply>,
  path: string,
): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: Item[]; next: string | null } = await get(`${path}?limit=200${from}`)
    items.push(...page.items)
    cursor = page.next
  }
  return items
}

/** `lp` as a user would call it. */
export const lp = (cupsServer: string | null, user: string, args: readonly string[]) =>
  promisify(execFile)('lp', ['-h', String(cupsServer), '-U', user, ...args], { timeout: 30_000 })

/** Prints a PDF into the site's queue, whatever print system that is. Rejects when the queue did not take it. */
export async function printAs(
  site: { readonly cupsServer: string | null; readonly ippUri: string | null },
  user: string,
  file: string,
): Promise<void> {
  if (site.ippUri === null) return void (await lp(site.cupsServer, user, ['-d', 'office', file]))
  const signal = AbortSignal.timeout(30_000)
  const pins = { load: async () => null, save: async () => {} }
  const connection = openIppConnection({ uri: new URL(site.ippUri), pins })
  const printer = makeIppPrinter(site.ippUri, connection)
  const format = 'application/pdf'
  try {
    const name = basename(file)
    const job = await printer.createJob({ name, userName: user, format, attributes: [] }, signal)
    const document = createReadStream(file)
    await printer.sendDocument(job, { userName: user, format, document }, signal)
  } finally {
    printer.close()
  }
}

/** Documents that really reached the device. */
export const printedFiles = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

/** Process ids of the connector that runs on this product's state. */
export function connectorPids(stateFolder: string): number[] {
  return processesOf(stateFolder)
    .filter(({ args }) => args.includes(join(stateFolder, 'connector')) && args.includes('run'))
    .map(({ pid }) => pid)
}

/** Every process that has the state folder in its command line, found as `pgrep -f` would. */
export function processesOf(stateFolder: string): { pid: number; args: string[] }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), args: argumentsOf(name) }))
    .filter(({ args }) => args.some((arg) => arg.startsWith(stateFolder)))
}

function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
