// The connector is queue and all here. Killed at random moments: what it said it has, it prints and charges once.
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '#help/eventually.ts'
import {
  adminOf,
  connectorPids,
  makeStateFolder,
  type ProductUnderTest,
  printAs,
  printedFiles,
  removeStateFolder,
  startProductUnderTest,
} from '#help/product.ts'
import { makeChance } from '#help/seeded.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'

const JOBS = 24
const KILLS = 6
const SUBMITTERS = 2
const SEED = 20_261_121
const TEST_LIMIT_MS = 180_000

describe('the built-in queue, killed at random moments', () => {
  const folder = makeStateFolder()
  const document = `${folder}.pdf`
  let product: ProductUnderTest

  beforeAll(async () => {
    writeFileSync(document, makeTextPdf(1))
    product = await startProductUnderTest(folder, ['--fresh', '--spooler', 'ipp-queue'])
  }, 120_000)
  afterAll(async () => {
    await product?.stop()
    removeStateFolder(folder)
    removeStateFolder(document)
  }, 30_000)

  it(
    `prints and charges each of ${JOBS} accepted jobs once, through ${KILLS} kills`,
    async () => {
      const chance = makeChance(SEED)
      const site = product.ready.sites[0]!
      const school = adminOf(product.ready, 'school')
      const entriesBefore = new Set((await school.entries('user:alice')).map(({ id }) => id))
      await school.request('POST', 'accounts/user%3Aalice/entries', { amount: '100.00' })

      let accepted = 0
      let unsure = 0
      const submitting = Promise.all(
        Array.from({ length: SUBMITTERS }, async () => {
          while (accepted < JOBS) {
            try {
              await printAs(site, 'alice', document)
              accepted++
              await sleep(chance.below(300))
            } catch {
              // It is away, or died before it answered: then the job may be there all the same.
              unsure++
              await sleep(50)
            }
          }
        }),
      )
      for (let kills = 0; kills < KILLS; ) {
        await sleep(300 + chance.below(900))
        const [pid] = connectorPids(folder)
        if (pid === undefined) continue
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
          return all.length >= accepted && all.every(({ endedAt }) => endedAt !== null) && all
        },
        90_000,
      )
      expect(jobs.length).toBeLessThanOrEqual(accepted + unsure)
      expect(jobs.filter(({ state }) => state !== 'completed')).toEqual([])
      expect(printedFiles(site.printedDir)).toHaveLength(jobs.length)
      const charged = (await school.entries('user:alice')).filter(
        ({ id, cause }) => !entriesBefore.has(id) && cause.kind === 'job',
      )
      expect(charged.map(({ cause }) => cause.id).toSorted()).toEqual(
        jobs.map(({ id }) => id).toSorted(),
      )
      expect(await school.account('user:alice')).toMatchObject({ held: '0.00' })
    },
    TEST_LIMIT_MS,
  )
})
