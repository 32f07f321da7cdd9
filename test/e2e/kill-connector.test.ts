// The connector is killed at random moments while jobs run: nothing lost, nothing printed or charged twice.
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import {
  adminOf,
  connectorPids,
  lp,
  makeStateFolder,
  type ProductUnderTest,
  printedFiles,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { makeChance } from '#help/seeded.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'

const JOBS = 200
const KILLS = 50
const SUBMITTERS = 2
const SUBMIT_PAUSE_MS = 800
const SEED = 20_261_121
const TEST_LIMIT_MS = 280_000
const PRICE = parseAmount('0.05')

describeWith(['cupsd', 'lp'], 'a connector killed at random moments', () => {
  const folder = makeStateFolder()
  const document = `${folder}.pdf`
  let product: ProductUnderTest

  beforeAll(async () => {
    writeFileSync(document, makeTextPdf(1))
    product = await startProductUnderTest(folder, ['--fresh'])
  }, 120_000)
  afterAll(async () => {
    await product?.stop()
    removeStateFolder(folder)
    removeStateFolder(document)
  }, 30_000)

  it(
    `ends each of ${JOBS} jobs once and charges exactly what was printed, through ${KILLS} kills`,
    async () => {
      const chance = makeChance(SEED)
      const site = product.ready.sites[0]!
      const school = adminOf(product.ready, 'school')
      const before = await school.account('user:alice')
      const entriesBefore = new Set((await school.entries('user:alice')).map(({ id }) => id))
      await school.request('POST', 'accounts/user%3Aalice/entries', { amount: '100.00' })

      let submitted = 0
      const submitting = Promise.all(
        Array.from({ length: SUBMITTERS }, async () => {
          while (submitted < JOBS) {
            submitted++
            await lp(site.cupsServer, 'alice', ['-d', 'office', document])
            // Spread over the time of the kills, so that each finds jobs at every step.
            await sleep(chance.below(SUBMIT_PAUSE_MS))
          }
        }),
      )
      for (let kills = 0; kills < KILLS; ) {
        const [pid] = connectorPids(folder)
        if (pid === undefined) {
          await sleep(20)
          continue
        }
        await sleep(chance.below(1_200))
        try {
          process.kill(pid, 'SIGKILL')
          kills++
        } catch {
          // It ended by itself in between: look for the next one.
        }
      }
      await submitting

      const jobs = await eventually(
        'all jobs end and their charges are booked',
        async () => {
          const all = await school.jobs()
          const ended = all.every(({ endedAt }) => endedAt !== null)
          return all.length >= JOBS && ended && all
        },
        120_000,
      )
      expect(jobs).toHaveLength(JOBS)
      expect(new Set(jobs.map(({ id }) => id)).size).toBe(JOBS)
      expect(jobs.filter(({ state }) => state !== 'completed')).toEqual([])

      const entries = (await school.entries('user:alice')).filter(
        ({ id, cause }) => !entriesBefore.has(id) && cause.kind === 'job',
      )
      expect(entries).toHaveLength(JOBS)
      expect(new Set(entries.map(({ cause }) => cause.id))).toEqual(
        new Set(jobs.map(({ id }) => id)),
      )
      expect(printedFiles(site.printedDir)).toHaveLength(JOBS)
      const after = await school.account('user:alice')
      expect(after.held).toBe('0.00')
      expect(after.balance).toBe(
        formatAmount(parseAmount(before.balance) + parseAmount('100.00') - PRICE * BigInt(JOBS)),
      )
    },
    TEST_LIMIT_MS,
  )

  it('prints nothing while it is stopped, and decides every waiting job once when it runs again', async () => {
    const site = product.ready.sites[0]!
    const school = adminOf(product.ready, 'school')
    const printedBefore = printedFiles(site.printedDir).length
    const jobsBefore = (await school.jobs()).length
    const pid = await eventually('the connector runs', () => connectorPids(folder)[0])
    process.kill(pid, 'SIGSTOP')
    for (let i = 0; i < 5; i++) await lp(site.cupsServer, 'alice', ['-d', 'office', document])
    await sleep(1_500)
    expect(printedFiles(site.printedDir)).toHaveLength(printedBefore)
    expect(await school.jobs()).toHaveLength(jobsBefore)

    process.kill(pid, 'SIGKILL')
    await eventually(
      'the waiting jobs print',
      () => printedFiles(site.printedDir).length >= printedBefore + 5,
    )
    const jobs = await eventually('the waiting jobs end', async () => {
      const all = await school.jobs()
      return all.length >= jobsBefore + 5 && all.every(({ endedAt }) => endedAt !== null) && all
    })
    expect(jobs).toHaveLength(jobsBefore + 5)
    expect(printedFiles(site.printedDir)).toHaveLength(printedBefore + 5)
  }, 60_000)
})
