// The product where there is no CUPS: the connector itself is the queue, a folder the printer.
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { eventually } from '#help/eventually.ts'
import { makeBytes, send } from '#help/ipp-client.ts'
import { describeWith } from '#help/needs.ts'
import { adminOf, connectorPids, printedFiles, processesOf } from '#help/product.ts'
import { promiseProduct } from '#help/product-promises.ts'
import { promiseWaiting } from '#help/waiting-promises.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { parseAmount } from '#shared/contracts/money.ts'

const run = promisify(execFile)
const COMMAND_LIMIT_MS = 30_000

describe('the product on a machine without CUPS', () => {
  const { product, folder } = promiseProduct(['--spooler', 'ipp-queue'])
  promiseWaiting(product, folder)
  const site = () => product().ready.sites[0]!
  const school = () => adminOf(product().ready, 'school')
  const writePdf = (name: string, pages: number) => {
    const file = join(folder, name)
    writeFileSync(file, makeTextPdf(pages))
    return file
  }
  /** The site's own connector, by the words that started it. */
  const command = async (...words: string[]) => {
    const [pid] = connectorPids(folder)
    const [program = '', ...args] = processesOf(folder).find((each) => each.pid === pid)!.args
    const stem = args.slice(0, args.indexOf('run'))
    return await run(program, [...stem, ...words], { timeout: COMMAND_LIMIT_MS }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    )
  }

  it('says so in its ready line', () => {
    expect(site()).toMatchObject({ spooler: 'ipp-queue', cupsServer: null })
    expect(site().ippUri).toMatch(/^ipp:\/\/127\.0\.0\.1:\d+\/ipp\/print\/office$/)
  })

  it('prints with the bundled command, and tells how it ended', async () => {
    const before = printedFiles(site().printedDir).length
    const file = writePdf('one.pdf', 1)
    const words = ['print', file, '--queue', 'office', '--user', 'alice', '--wait', '--json']
    const { code, stdout } = await command(...words)
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, state: 'completed' })
    expect(printedFiles(site().printedDir)).toHaveLength(before + 1)
  })

  it('shows the reason of a refusal where a print client shows it', async () => {
    const before = printedFiles(site().printedDir)
    const file = writePdf('book.pdf', 201)
    const words = ['print', file, '--queue', 'office', '--user', 'alice', '--wait', '--json']
    const { code, stdout } = await command(...words)
    const told = JSON.parse(stdout) as { state: string; detail: string }
    expect({ code, state: told.state }).toEqual({ code: 1, state: 'canceled' })
    expect(told.detail).toContain('balance')
    expect(printedFiles(site().printedDir)).toEqual(before)
  })

  it('is in order, by its own check', async () => {
    const { code, stdout } = await command('check', '--json', '--api', product().ready.api)
    const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean }[] }
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    expect(code).toBe(0)
  })

  it('waits for paper, tells so in the queue, and prints when there is some', async () => {
    const before = printedFiles(site().printedDir).length
    const trouble = join(site().printedDir, 'meta', 'trouble')
    writeFileSync(trouble, 'media-empty-error')
    const file = writePdf('patient.pdf', 1)
    const { stdout } = await command(
      'print',
      file,
      '--queue',
      'office',
      '--user',
      'alice',
      '--json',
    )
    expect(JSON.parse(stdout)).toMatchObject({ state: 'waiting' })
    expect(printedFiles(site().printedDir)).toHaveLength(before)
    writeFileSync(trouble, '')
    await eventually('it prints', () => printedFiles(site().printedDir).length === before + 1)
  })

  it('shows how its printer is', async () => {
    const printer = await eventually('the connector told of it', async () => {
      const found = await school().get<Printer>('printers/office@main')
      return found.seenAt === null ? null : found
    })
    expect(printer).toMatchObject({ state: expect.any(String), jobsWaiting: expect.any(Number) })
  })

  describeWith('ipptool', 'with ipptool', () => {
    /** As one user, whoever runs the tests. */
    async function printByTool(pages: number) {
      const known = new Set((await school().jobs()).map(({ id }) => id))
      const test = join(folder, '..', `${folder.split('/').pop()}-print.test`)
      writeFileSync(test, PRINT_AS_ALICE)
      const file = writePdf(`tool-${pages}.pdf`, pages)
      const args = ['-t', '-f', file, site().ippUri!, test]
      const { stdout } = await run('ipptool', args, { timeout: COMMAND_LIMIT_MS })
      rmSync(test)
      expect(stdout).toContain('PASS')
      expect(stdout).not.toContain('FAIL')
      return await eventually('the job ends and is paid', async () => {
        const job = (await school().jobs()).find(({ id }) => !known.has(id))
        const { held } = await school().account('user:alice')
        return job?.endedAt && held === '0.00' ? job : null
      })
    }

    it('charges the user who is named, and prints', async () => {
      const before = printedFiles(site().printedDir).length
      const { balance } = await school().account('user:alice')
      const job = await printByTool(2)
      expect(job).toMatchObject({ state: 'completed', user: 'alice', pages: 2, cost: '0.10' })
      const paid =
        parseAmount(balance) - parseAmount((await school().account('user:alice')).balance)
      expect(paid).toBe(parseAmount('0.10'))
      expect(printedFiles(site().printedDir)).toHaveLength(before + 1)
    })

    it('refuses what the user cannot pay, and charges nothing', async () => {
      const before = printedFiles(site().printedDir)
      const { balance } = await school().account('user:alice')
      expect(await printByTool(201)).toMatchObject({
        state: 'refused',
        user: 'alice',
        cost: '0.00',
      })
      expect(await school().account('user:alice')).toMatchObject({ balance })
      expect(printedFiles(site().printedDir)).toEqual(before)
    })
  })

  it('proves names where it is told to: by a print password, over TLS', async () => {
    const printed = join(folder, 'vault')
    const { code } = await command(
      ...['queues', 'add', 'vault', '--spooler', 'ipp-queue', '--device', `dir:${printed}`],
      ...['--identity', 'authenticated', '--api', product().ready.api],
    )
    expect(code).toBe(0)
    const uri = site()
      .ippUri!.replace(/^ipp:/, 'https:')
      .replace(/office$/, 'vault')
    const { token } = school().tenant.users.find(({ username }) => username === 'alice')!
    const agent = new Agent({ rejectUnauthorized: false })
    const printWith = (password: string) =>
      send(uri, makeBytes('Print-Job', uri, [], [], 'bob'), makeTextPdf(1), {
        agent,
        headers: { Authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}` },
      }).catch(() => null)
    const taken = await eventually('the queue is there', async () => {
      const answer = await printWith(token)
      return answer?.httpStatus === 200 ? answer : null
    })
    expect(taken.status).toBe(0)
    expect(await printWith(`${token.slice(0, -4)}aaaa`)).toMatchObject({ httpStatus: 401 })
    const job = await eventually('it is decided', async () =>
      (await school().jobs()).find((each) => each.printerId === 'vault@main' && each.endedAt),
    )
    expect(job).toMatchObject({ state: 'completed', user: 'alice' })
    expect(printedFiles(printed)).toHaveLength(1)
  })
})

interface Printer {
  readonly state: string | null
  readonly jobsWaiting: number | null
  readonly seenAt: string | null
}

/** CUPS' own print-job-and-wait.test, with a user that can be chosen. */
const PRINT_AS_ALICE = `{
  NAME "Print as alice"
  OPERATION Print-Job
  GROUP operation-attributes-tag
  ATTR charset attributes-charset utf-8
  ATTR language attributes-natural-language en
  ATTR uri printer-uri $uri
  ATTR name requesting-user-name alice
  ATTR mimeMediaType document-format application/pdf
  FILE $filename
  STATUS successful-ok
  EXPECT job-id OF-TYPE integer
}
`
