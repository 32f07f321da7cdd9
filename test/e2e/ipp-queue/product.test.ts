// The product where there is no CUPS: the connector itself is the queue, a folder the printer.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import { connectorPids, printedFiles, processesOf } from '#help/product.ts'
import { promiseProduct } from '#help/product-promises.ts'
import { promiseWaiting } from '#help/waiting-promises.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'

const run = promisify(execFile)
const COMMAND_LIMIT_MS = 30_000

describe('the product on a machine without CUPS', () => {
  const { product, folder } = promiseProduct(['--spooler', 'ipp-queue'])
  promiseWaiting(product, folder)
  const site = () => product().ready.sites[0]!
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

  describeWith('ipptool', 'with ipptool', () => {
    it('takes a job of another client', async () => {
      const before = printedFiles(site().printedDir).length
      const file = writePdf('tool.pdf', 1)
      const args = ['-t', '-d', 'user=alice', '-f', file, site().ippUri!, 'print-job-and-wait.test']
      const { stdout } = await run('ipptool', args, { timeout: COMMAND_LIMIT_MS })
      expect(stdout).not.toContain('FAIL')
      expect(stdout).toContain('PASS')
      // ipptool's user is whoever runs the tests: known to nobody here, so refused and not printed.
      expect(printedFiles(site().printedDir).length - before).toBeLessThanOrEqual(1)
    })
  })
})
