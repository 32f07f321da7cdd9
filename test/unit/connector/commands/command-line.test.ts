// The command line as scripts meet it: what it says, its exit codes, and what is on disk afterwards.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCommandLine } from '#connector/command-line.ts'
import { loadIdentity, loadQueues, statePaths } from '#connector/disk/site-state.ts'
import { makeClock } from '#connector/doors.ts'
import type { PrintSystem, QueueWish } from '#connector/print-system.ts'
import { buildPages } from '#help/build-pdf.ts'
import { makeFakeLog, noRandom } from '#help/fake-clock.ts'
import { FakeCloudServer, json, problem, type Script } from '#help/fake-cloud-server.ts'
import { Problem } from '#shared/contracts/problem.ts'

const connectorId = '01J00000000000000000000003'
const serverTime = new Date().toISOString()
const enrollReply = {
  tenantId: '01J00000000000000000000001',
  siteId: '01J00000000000000000000002',
  siteSlug: 'main',
  connectorId,
  serverTime,
}

let folder: string
let server: FakeCloudServer
let printSystem: PrintSystem & { wishes: QueueWish[]; exists: Set<string> }

/** Every path has its good answer. */
const usual: Script = (request, reply) => {
  const answers: Record<string, unknown> = {
    '/v1/connector/enroll': enrollReply,
    '/v1/connector/hello': { serverTime },
    '/v1/connector/printers': { printerId: 'office@main' },
    '/v1/connector/outcomes': { accepted: [] },
  }
  json(200, answers[request.path])(request, reply)
}

function makePrintSystem(): typeof printSystem {
  const wishes: QueueWish[] = []
  const exists = new Set<string>()
  const made = (queue: string, deviceUri: string) => {
    exists.add(queue)
    return Promise.resolve({ outQueue: `${queue}-out`, deviceUri, color: true })
  }
  return {
    name: 'fake',
    wishes,
    exists,
    addQueue(wish) {
      wishes.push(wish)
      return made(wish.queue, wish.deviceUri)
    },
    adoptQueue: (wish) => made(wish.queue, 'ipp://adopted.example/'),
    async removeQueue({ queue }) {
      exists.delete(queue)
    },
    ping: () => Promise.resolve(),
    inspectQueues: () => Promise.resolve([]),
    openSpoolers: () => Promise.resolve([]),
  }
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spoolgate-command-'))
  server = await new FakeCloudServer().start()
  server.usual = usual
  printSystem = makePrintSystem()
})
afterEach(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const call = (...words: string[]) => callPlainly('--state', folder, ...words)

async function callPlainly(...words: string[]) {
  const said: string[] = []
  const complained: string[] = []
  const code = await runCommandLine(words, {
    clock: makeClock(),
    random: noRandom,
    log: makeFakeLog(),
    environment: () => undefined,
    pid: process.pid,
    out: (line) => said.push(line),
    complain: (line) => complained.push(line),
    input: () => Readable.from([]),
    signal: new AbortController().signal,
    loadPrintSystem: () => Promise.resolve(printSystem),
  })
  return { code, said: said.join('\n'), complained: complained.join('\n') }
}
const enroll = () => call('enroll', '--api', server.url, '--token', 'sge_token')
const addOffice = () => call('queues', 'add', 'office', '--device', 'ipp://printer.example/')

describe('analyze', () => {
  // The plain call does not load the program: what both are asked for must be answered alike.
  it.each([[[]], [['--json']]])(
    'answers the plain call as the program does (%j)',
    async (flags) => {
      const file = join(folder, 'one.pdf')
      writeFileSync(file, buildPages(['1 0 0 rg 0 0 9 9 re f']))
      const withoutTime = ({ code, said }: { code: number; said: string }) => ({
        code,
        said: said.replace(/"elapsedMs":[\d.]+/, ''),
      })
      const plain = await callPlainly('analyze', ...flags, file)
      expect(withoutTime(plain)).toEqual(withoutTime(await call('analyze', ...flags, file)))
      expect(plain).toMatchObject({ code: 0, complained: '' })
    },
  )

  it('exits 1 when a file cannot be read, and tells which', async () => {
    const plain = await callPlainly('analyze', '--json', join(folder, 'missing'))
    expect(plain).toMatchObject({ code: 1, said: '' })
    expect(plain.complained).toContain('missing')
  })

  it.each([[['analyze', '--help']], [['analyze', '--jsn', 'x']], [['analyze', '--json']]])(
    'leaves %j to the program',
    async (words) => {
      expect(await callPlainly(...words)).toEqual(await call(...words))
    },
  )
})

describe('usage', () => {
  it.each([
    ['--help'],
    ['--version'],
    ['enroll', '--help'],
    ['queues', 'add', '--help'],
    ['help', 'run'],
  ])('explains itself (%s) and exits 0', async (...words) => {
    const { code, said } = await call(...words)
    expect(code).toBe(0)
    expect(said).not.toBe('')
  })

  it('tells its exit codes', async () => {
    expect((await call('--help')).said).toContain('3 not enrolled, 4 unreachable')
  })

  it.each([
    [['bogus'], 'unknown command'],
    [['run', '--bogus'], 'unknown option'],
    [['enroll', '--token', 'x'], '--api is missing'],
    [['enroll', '--api', 'https://x.example'], '--token is missing'],
    [['enroll', '--api', 'http://x.example', '--token', 'x'], 'must be https'],
    [['enroll', '--api', 'ftp://x.example', '--token', 'x'], 'must be https'],
    [['enroll', '--api', 'https://me:secret@x.example', '--token', 'x'], 'scheme, host and path'],
    [['enroll', '--api', 'nonsense', '--token', 'x'], 'not a URL'],
    [['queues', 'add', 'office'], '--device is missing'],
    [['queues', 'add', 'a/b', '--device', 'x:/'], 'cannot name a queue'],
    [['queues', 'add', 'office', '--device', 'x:/', '--identity', 'trusted'], 'Allowed choices'],
    [['analyze'], 'missing required argument'],
    [['analyze', 'x', '--ticket', '{"copys":2}'], '--ticket must be JSON'],
  ])('exits 2 on %j', async (words, complaint) => {
    const { code, complained } = await call(...words)
    expect(complained).toContain(complaint)
    expect(code).toBe(2)
  })

  it.each([['run'], ['check'], ['status'], ['queues', 'remove', 'office']])(
    'exits 3 on `%s` before it is enrolled',
    async (...words) => {
      expect((await call(...words)).code).toBe(3)
    },
  )
})

describe('--config', () => {
  const write = (config: unknown) => {
    const file = join(folder, 'config.json')
    writeFileSync(file, typeof config === 'string' ? config : JSON.stringify(config))
    return file
  }

  it('brings flags that the command line does not', async () => {
    const file = write({ api: server.url, token: 'from-config', name: 'from config', json: true })
    expect((await call('--config', file, 'enroll', '--name', 'from line')).code).toBe(0)
    expect(server.requests[0]?.body).toMatchObject({ token: 'from-config', name: 'from line' })
  })

  it.each([
    [{ tokn: 'x' }, '`tokn` is not a flag'],
    [{ api: 7 }, '`api` must be a text'],
    ['[]', 'must be a JSON object'],
    ['{', 'must be a JSON object'],
  ])('refuses %j', async (config, complaint) => {
    const { code, complained } = await call('--config', write(config), 'status')
    expect(complained).toContain(complaint)
    expect(code).toBe(2)
  })

  it('refuses a file that is not there', async () => {
    expect((await call('--config', join(folder, 'none'), 'status')).code).toBe(2)
  })
})

describe('enroll', () => {
  it('stores who it is, and says so again without spending another token', async () => {
    expect(await enroll()).toMatchObject({ code: 0, said: expect.stringContaining(connectorId) })
    expect(await loadIdentity(folder)).toMatchObject({ connectorId, apiUrl: server.url })
    expect(await enroll()).toMatchObject({ code: 0, said: expect.stringContaining(connectorId) })
    expect(server.requests).toHaveLength(1)
  })

  it('brings the same key again after the answer was lost', async () => {
    server.script.push((request) => request.socket.destroy())
    expect((await enroll()).code).toBe(4)
    expect(existsSync(statePaths(folder).identity)).toBe(false)
    expect((await enroll()).code).toBe(0)
    const keys = server.requests.map(({ body }) => (body as { publicKey: string }).publicKey)
    expect(keys[1]).toBe(keys[0])
  })

  it.each([
    [problem(401, 'enrollment-token-invalid'), 1, 'enrollment-token-invalid'],
    [problem(503, 'too-busy'), 4, 'too-busy'],
  ])('tells why it was refused', async (script, code, complaint) => {
    server.usual = script
    const result = await enroll()
    expect(result.complained).toContain(complaint)
    expect(result.complained).not.toContain('sge_token')
    expect(result.code).toBe(code)
  })

  it('does not change its cloud under a living identity', async () => {
    await enroll()
    const { code } = await call('enroll', '--api', 'https://other.example', '--token', 'x')
    expect(code).toBe(2)
  })
})

describe('queues', () => {
  it('makes, registers, stores, lists and removes', async () => {
    await enroll()
    expect((await addOffice()).code).toBe(0)
    expect(printSystem.wishes).toMatchObject([{ queue: 'office', identity: 'authenticated' }])
    expect(JSON.parse((await call('queues', 'list', '--json')).said)).toMatchObject([
      { queue: 'office', printerId: 'office@main' },
    ])
    expect((await addOffice()).complained).toContain('queue-exists')
    expect((await call('queues', 'remove', 'office')).code).toBe(0)
    expect(await loadQueues(folder)).toEqual([])
    expect((await call('queues', 'remove', 'office')).complained).toContain('queue-unknown')
  })

  it('finishes with the same command what the cloud interrupted', async () => {
    await enroll()
    server.script.push(problem(503, 'too-busy'))
    expect((await addOffice()).code).toBe(4)
    expect(await loadQueues(folder)).toEqual([])
    expect((await addOffice()).code).toBe(0)
    expect(await loadQueues(folder)).toHaveLength(1)
  })

  it('adopts a queue with its device', async () => {
    await enroll()
    expect((await call('queues', 'adopt', 'lobby', '--identity', 'claimed')).code).toBe(0)
    expect(await loadQueues(folder)).toMatchObject([
      { queue: 'lobby', identity: 'claimed', deviceUri: 'ipp://adopted.example/' },
    ])
  })
})

describe('check and status', () => {
  const check = async () => JSON.parse((await call('check', '--json')).said)

  it('finds a good connector good', async () => {
    await enroll()
    await addOffice()
    expect(await check()).toMatchObject({ ok: true })
    expect((await call('check')).code).toBe(0)
  })

  it.each([
    ['cloud-reachable', 4, () => server.stop()],
    ['key-private', 1, async () => chmodSync(statePaths(folder).deviceKey, 0o644)],
    ['journal-healthy', 1, async () => writeFileSync(statePaths(folder).deadLetters, '{}\n')],
    [
      'spooler-reachable',
      4,
      async () => {
        printSystem.ping = () => Promise.reject(new Problem('spooler-unreachable'))
      },
    ],
    [
      'queues-intact',
      1,
      async () => {
        const flaw = { name: 'office intake-stopped', detail: 'it runs', cure: 'stop it' }
        printSystem.inspectQueues = () => Promise.resolve([flaw])
      },
    ],
  ])('names `%s` with its cure and exits %i', async (name, code, spoil) => {
    await enroll()
    await addOffice()
    await spoil()
    const { ok, checks } = await check()
    expect(ok).toBe(false)
    expect(checks.filter((each: { ok: boolean }) => !each.ok)).toMatchObject([
      { name, cure: expect.stringMatching(/\w/) },
    ])
    expect((await call('check')).code).toBe(code)
    if (name === 'cloud-reachable') await server.start()
  })

  it('tells how it stands', async () => {
    await enroll()
    expect(JSON.parse((await call('status', '--json')).said)).toMatchObject({
      enrolled: true,
      connectorId,
      runningPid: null,
      queues: [],
      lastKnown: null,
    })
  })
})

describe('run, as a process', () => {
  const cli = new URL('../../../../connector/cli.mjs', import.meta.url).pathname
  const start = () =>
    spawn(process.execPath, [cli, '--state', folder, 'run'], { stdio: ['ignore', 'pipe', 'pipe'] })

  it('says that it is ready, keeps others out, shows its status, and stops with 0 on SIGTERM', async () => {
    await enroll()
    const child = start()
    const exit = once(child, 'exit')
    for await (const line of createInterface({ input: child.stderr })) {
      if (JSON.parse(line).event === 'ready') break
    }
    child.stderr.resume()
    const second = start()
    expect(await once(second, 'exit')).toEqual([1, null])
    expect(JSON.parse((await call('status', '--json')).said).runningPid).toBe(child.pid)
    child.kill('SIGTERM')
    expect(await exit).toEqual([0, null])
    expect(JSON.parse((await call('status', '--json')).said)).toMatchObject({
      runningPid: null,
      lastKnown: { pid: child.pid, jobsOpen: 0 },
    })
    expect(existsSync(join(folder, 'lock'))).toBe(false)
    const key = readFileSync(statePaths(folder).deviceKey, 'utf8').split('\n')[1]!
    expect(readFileSync(statePaths(folder).status, 'utf8')).not.toContain(key)
  })
})
