// What a new user meets, whatever the print system: pages for their price, a refusal with its reason, a restart.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeSamplePdf, makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { parseAmount } from '#shared/contracts/money.ts'
import { eventually } from './eventually.ts'
import {
  adminOf,
  makeStateFolder,
  type ProductUnderTest,
  printAs,
  printedFiles,
  removeStateFolder,
  startProductUnderTest,
} from './product.ts'

const START_LIMIT_MS = 120_000
const TERMINAL = ['completed', 'canceled', 'refused', 'failed', 'expired']

export interface PromisedProduct {
  product(): ProductUnderTest
  readonly folder: string
}

/** Registers hooks and tests in the `describe` that calls it. */
export function promiseProduct(flags: readonly string[]): PromisedProduct {
  const folder = makeStateFolder()
  let product: ProductUnderTest
  let files: Record<'threePages' | 'twoHundredPages' | 'poster', string>

  beforeAll(async () => {
    files = {
      threePages: join(folder, '..', `${folder.split('/').pop()}-three-pages.pdf`),
      twoHundredPages: join(folder, '..', `${folder.split('/').pop()}-book.pdf`),
      poster: join(folder, '..', `${folder.split('/').pop()}-poster.pdf`),
    }
    writeFileSync(files.threePages, makeTextPdf(3))
    writeFileSync(files.twoHundredPages, makeTextPdf(201))
    writeFileSync(files.poster, makeSamplePdf([{ text: 'Red', color: true }]))
    product = await startProductUnderTest(folder, ['--fresh', ...flags])
  }, START_LIMIT_MS)

  afterAll(async () => {
    await product?.stop()
    removeStateFolder(folder)
    for (const file of Object.values(files ?? {})) removeStateFolder(file)
  }, START_LIMIT_MS)

  const site = () => product.ready.sites[0]!
  const school = () => adminOf(product.ready, 'school')
  const newestEnded = (known: ReadonlySet<string>) =>
    eventually('a new job ends', async () =>
      (await school().jobs()).find(({ id, state }) => !known.has(id) && TERMINAL.includes(state)),
    )
  const knownJobs = async () => new Set((await school().jobs()).map(({ id }) => id))

  it('prints three pages for exactly price × pages and books one entry', async () => {
    const known = await knownJobs()
    const before = await school().account('user:alice')
    const entriesBefore = await school().entries('user:alice')
    const printedBefore = printedFiles(site().printedDir)

    await printAs(site(), 'alice', files.threePages)
    const job = await newestEnded(known)
    await eventually(
      'the charge is booked',
      async () => (await school().account('user:alice')).held === '0.00',
    )

    expect(job).toMatchObject({
      state: 'completed',
      user: 'alice',
      pages: 3,
      colorPages: 0,
      cost: '0.15',
    })
    expect(printedFiles(site().printedDir)).toHaveLength(printedBefore.length + 1)
    const after = await school().account('user:alice')
    expect(parseAmount(before.balance) - parseAmount(after.balance)).toBe(parseAmount('0.15'))
    const entries = await school().entries('user:alice')
    expect(entries).toHaveLength(entriesBefore.length + 1)
    const postings = entries.flatMap((entry) => entry.postings)
    expect(postings.reduce((sum, { amount }) => sum + parseAmount(amount), 0n)).toBe(0n)
  })

  it('lets nothing reach the device when the balance is too low, and names balance and cost', async () => {
    const known = await knownJobs()
    const entriesBefore = await school().entries('user:alice')
    const printedBefore = printedFiles(site().printedDir)
    const balance = (await school().account('user:alice')).available

    await printAs(site(), 'alice', files.twoHundredPages)
    const job = await newestEnded(known)

    expect(job).toMatchObject({ state: 'refused', cost: '0.00', quoted: '10.05' })
    expect(job.reasons.map(({ text }) => text).join()).toContain(balance)
    expect(job.reasons.map(({ text }) => text).join()).toContain('10.05')
    expect(printedFiles(site().printedDir)).toEqual(printedBefore)
    expect(await school().entries('user:alice')).toEqual(entriesBefore)
    expect(await school().account('user:alice')).toMatchObject({ held: '0.00' })
  })

  it('prints a student’s color page gray, at the gray price', async () => {
    const known = await knownJobs()
    await printAs(site(), 'bob', files.poster)
    const job = await newestEnded(known)

    expect(job).toMatchObject({ state: 'completed', user: 'bob', pages: 1, cost: '0.05' })
    expect(job.reasons.length).toBeGreaterThan(0)
    const trace = await school().get<{ trace: { steps: { rule: string; outcome: string }[] } }>(
      `jobs/${job.id}/trace`,
    )
    expect(trace.trace.steps.some(({ outcome }) => outcome === 'changed')).toBe(true)
  })

  it(
    'stops in time, and a second start goes on where it stopped',
    async () => {
      const jobs = (await school().jobs()).map(({ id, state }) => ({ id, state }))
      const { code, tookMs } = await product.stop()
      expect(code).toBe(0)
      expect(tookMs).toBeLessThan(10_000)

      product = await startProductUnderTest(folder, flags)
      expect((await school().jobs()).map(({ id, state }) => ({ id, state }))).toEqual(jobs)
      const known = await knownJobs()
      await printAs(site(), 'alice', files.threePages)
      expect(await newestEnded(known)).toMatchObject({ state: 'completed', pages: 3 })
    },
    START_LIMIT_MS,
  )

  return { product: () => product, folder }
}
