// Starts everything of a local Spoolgate in order and stops it in reverse.
import { join } from 'node:path'
import { makePortal } from '../portal/make-portal.ts'
import { makeAssembly } from './assembly.ts'
import { hasCups, installCups } from './cups-packages.ts'
import { type DemoSecrets, loadDemoSecrets } from './demo/demo-secrets.ts'
import { peopleOf, type SeededSite, seedDemo } from './demo/seed.ts'
import { type Log, systemClock } from './doors.ts'
import { startHost } from './host.ts'
import type { StartOptions } from './options.ts'
import { type DemoSite, startDemoSite } from './site/demo-site.ts'
import { openStateFolder } from './state-folder.ts'

export interface Product {
  readonly api: string
  readonly demo: { readonly secrets: DemoSecrets; readonly seeded: SeededSite } | null
  readonly site: DemoSite | null
  /** Sentences for people: what is missing and how to get it. */
  readonly notes: readonly string[]
  folder(name: string): string
  stop(): Promise<void>
}

const NO_CUPS = 'this machine has no CUPS, so the connector itself is the print queue'

export async function startProduct(options: StartOptions, log: Log): Promise<Product> {
  const notes: string[] = []
  const state = openStateFolder(options.stateFolder, options.fresh)
  const stops: (() => Promise<void>)[] = [async () => state.release()]
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) {
      await one().catch((error: unknown) => log(`stop failed: ${String(error)}`))
    }
  }
  try {
    if (options.withCups) {
      const missing = await installCups(log)
      if (missing !== null) notes.push(missing)
    }
    const assembly = await makeAssembly({ log })
    const portalFolder = await makePortal({ log })
    const host = await startHost({
      assemblyFolder: assembly.assemblyFolder,
      stateFolder: state.folder('cloud'),
      port: options.port,
      portalFolder,
      mailFolder: state.folder('mail'),
      ...(options.engine === null ? {} : { engine: options.engine }),
      ...(options.dynamodbEndpoint === null ? {} : { dynamodbEndpoint: options.dynamodbEndpoint }),
      log,
    })
    stops.push(host.stop)
    let demo: Product['demo'] = null
    let site: DemoSite | null = null
    if (options.demo) {
      const secrets = loadDemoSecrets(join(state.folder('demo'), 'demo.json'), systemClock.now())
      host.identity.setPeople(peopleOf(secrets))
      const seeded = await seedDemo(host.url, secrets, (request) =>
        host.invoke('provision', request),
      )
      demo = { secrets, seeded }
      const spooler = options.spooler ?? (hasCups() ? 'cups' : 'ipp-queue')
      if (options.spooler === null && spooler === 'ipp-queue') notes.push(NO_CUPS)
      site = await startDemoSite({
        api: host.url,
        seeded,
        spooler,
        connectorFile: assembly.connectorFile,
        folder: state.folder,
        log,
      })
      stops.push(site.stop)
    }
    return { api: host.url, demo, site, notes, folder: state.folder, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
