// What waits for a person, whatever the print system: released, canceled, answered, sent to another printer.
import { rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import type { Job } from '#shared/contracts/job.ts'
import { eventually } from './eventually.ts'
import { adminOf, type ProductUnderTest, printAs, printedFiles } from './product.ts'

/** Registers hooks and tests in the `describe` that calls it, after those of `promiseProduct`. */
export function promiseWaiting(product: () => ProductUnderTest, folder: string): void {
  const file = `${folder}-two-pages.pdf`
  const ready = () => product().ready
  const site = () => ready().sites[0]!
  const school = () => adminOf(ready(), 'school')

  beforeAll(() => writeFileSync(file, makeTextPdf(2)))
  afterAll(() => rmSync(file, { force: true }))

  async function alice<Reply>(method: string, path: string, body?: unknown): Promise<Reply> {
    const { token } = school().tenant.users.find(({ username }) => username === 'alice')!
    const reply = await fetch(`${ready().api}/v1/me/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const json = (await reply.json()) as Reply
    expect(reply.status, JSON.stringify(json)).toBeLessThan(300)
    return json
  }
  const held = async () => (await alice<{ items: Job[] }>('GET', 'held')).items
  const jobOf = (id: string) => school().get<Job>(`jobs/${id}`)
  const patchPrinter = async (change: object) => {
    const { id } =
      site().printers.find(({ name }) => name.startsWith('office')) ?? site().printers[0]!
    const reply = await school().request('PATCH', `printers/${encodeURIComponent(id)}`, change)
    expect(reply.status).toBe(200)
  }
  const hold = (mode: 'none' | 'user') =>
    patchPrinter({ hold: { mode, seconds: mode === 'none' ? null : 3600 } })
  const printed = () => printedFiles(site().printedDir).length

  /** Prints and waits until the job waits. */
  async function printAndWait(): Promise<Job> {
    const known = new Set((await held()).map(({ id }) => id))
    await printAs(site(), 'alice', file)
    return eventually('the job waits', async () => (await held()).find(({ id }) => !known.has(id)))
  }

  it('holds a job until its owner releases it, then prints it once', async () => {
    await hold('user')
    const before = printed()
    const job = await printAndWait()
    expect(printed()).toBe(before)
    await alice('POST', `held/${job.id}:release`, {})
    await eventually('it is printed', async () => (await jobOf(job.id)).state === 'completed')
    expect(printed()).toBe(before + 1)
    expect(await held()).toEqual([])
  })

  it('deletes a held job that its owner cancels, and nothing is charged', async () => {
    await hold('user')
    const before = printed()
    const job = await printAndWait()
    const { balance } = await school().account('user:alice')
    await alice('POST', `held/${job.id}:cancel`, {})
    expect(await jobOf(job.id)).toMatchObject({ state: 'canceled', cost: '0.00' })
    expect(await school().account('user:alice')).toMatchObject({ balance, held: '0.00' })
    await hold('none')
    // The next job comes out, the canceled one never did.
    await printAs(site(), 'alice', file)
    await eventually('the next one is printed', () => printed() === before + 1)
  })

  it('asks who pays, and prints when the answer comes', async () => {
    await hold('none')
    await school().request('PATCH', 'users/alice', { selection: 'confirm' })
    const before = printed()
    const job = await printAndWait()
    const prompts = await alice<{ items: { jobId: string; prompt: { id: string } }[] }>(
      'GET',
      'prompts',
    )
    const asked = prompts.items.find(({ jobId }) => jobId === job.id)
    expect(asked?.prompt).toMatchObject({ id: 'account', kind: 'confirm' })
    await alice('POST', `prompts/${job.id}:answer`, { prompt: 'account', answer: 'yes' })
    await eventually('it is printed', async () => (await jobOf(job.id)).state === 'completed')
    expect(printed()).toBe(before + 1)
    await school().request('PATCH', 'users/alice', { selection: 'automatic' })
  })
}
