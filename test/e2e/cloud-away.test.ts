// The cloud goes away in the middle of the work and comes back: jobs wait, and each is decided and charged once.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '#help/eventually.ts'
import { describeWith } from '#help/needs.ts'
import { makeStateFolder, printAs, printedFiles, removeStateFolder } from '#help/product.ts'
import { makeAssembly } from '#infra/local/assembly.ts'
import { loadDemoSecrets } from '#infra/local/demo/demo-secrets.ts'
import { makeTextPdf } from '#infra/local/demo/sample-documents.ts'
import { type SeededSite, seedDemo } from '#infra/local/demo/seed.ts'
import { type Host, startHost } from '#infra/local/host.ts'
import type { DemoSpooler } from '#infra/local/site/demo-queue.ts'
import { type DemoSite, startDemoSite } from '#infra/local/site/demo-site.ts'
import { openStateFolder, type StateFolder } from '#infra/local/state-folder.ts'
import type { Account, Entry } from '#shared/contracts/account.ts'
import type { Job } from '#shared/contracts/job.ts'

const START_LIMIT_MS = 120_000
const BURST = 12

describeWith(['cupsd', 'lp'], 'a cloud that goes away', () => promiseToWait('cups'))

describe('a cloud that goes away, before the built-in queue', () => promiseToWait('ipp-queue'))

function promiseToWait(spooler: DemoSpooler): void {
  const folder = makeStateFolder()
  const document = `${folder}.pdf`
  let state: StateFolder
  let assembly: Awaited<ReturnType<typeof makeAssembly>>
  let host: Host
  let site: DemoSite
  let seeded: SeededSite

  const log = () => {}
  const startCloud = (port: number) =>
    startHost({
      assemblyFolder: assembly.assemblyFolder,
      stateFolder: state.folder('cloud'),
      port,
      log,
    })
  const printAll = (count: number) =>
    Promise.all(Array.from({ length: count }, () => printAs(site, 'alice', document)))
  const jobs = async () =>
    ((await seeded.admin.call('GET', 'jobs?limit=200')) as { items: Job[] }).items
  const charges = async () =>
    (
      (await seeded.admin.call('GET', 'accounts/user%3Aalice/entries?limit=200')) as {
        items: Entry[]
      }
    ).items.filter(({ cause }) => cause.kind === 'job')

  beforeAll(async () => {
    writeFileSync(document, makeTextPdf(1))
    state = openStateFolder(folder, true)
    assembly = await makeAssembly({ log })
    host = await startCloud(0)
    const secrets = loadDemoSecrets(join(state.folder('demo'), 'demo.json'), Date.now())
    seeded = await seedDemo(host.url, secrets, (request) => host.invoke('provision', request))
    site = await startDemoSite({
      api: host.url,
      seeded,
      spooler,
      connectorFile: assembly.connectorFile,
      folder: state.folder,
      log,
    })
  }, START_LIMIT_MS)

  afterAll(async () => {
    await site?.stop()
    await host?.stop()
    state?.release()
    removeStateFolder(folder)
    removeStateFolder(document)
  }, START_LIMIT_MS)

  it('keeps jobs waiting while it is away, and decides each once when it is back', async () => {
    const port = Number(new URL(host.url).port)
    await printAll(1)
    await eventually('the first job prints', () => printedFiles(site.printedFolder).length === 1)

    const burst = printAll(BURST)
    // In the middle of the burst: some questions are under way, some answers are lost.
    await host.stop()
    await burst
    const printedWhileAway = printedFiles(site.printedFolder).length
    expect(printedWhileAway).toBeLessThanOrEqual(1 + BURST)

    host = await startCloud(port)
    const all = await eventually(
      'every job ends',
      async () => {
        const found = await jobs()
        return found.length === 1 + BURST && found.every(({ endedAt }) => endedAt !== null) && found
      },
      60_000,
    )
    expect(all.filter(({ state }) => state !== 'completed')).toEqual([])
    expect(printedFiles(site.printedFolder)).toHaveLength(1 + BURST)
    const charged = await charges()
    expect(charged).toHaveLength(1 + BURST)
    expect(new Set(charged.map(({ cause }) => cause.id))).toEqual(new Set(all.map(({ id }) => id)))
    const account = (await seeded.admin.call('GET', 'accounts/user%3Aalice')) as Account
    expect(account).toMatchObject({ held: '0.00', balance: '9.35' })
  }, 120_000)
}
