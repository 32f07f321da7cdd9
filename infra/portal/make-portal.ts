/** The portal's files, built only when a source changed since the last time. */
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildOnce, ROOT } from '../local/build-cache.ts'
import { environmentWith, type Log } from '../local/doors.ts'

/** Everything that can change what is made. */
const SOURCES = ['portal/**', 'infra/portal/**', 'shared/**', 'package-lock.json']
const CACHE = join(ROOT, 'node_modules/.cache/spoolgate-portal')
const KEPT = 3
const BUILDER = fileURLToPath(new URL('./build-portal.ts', import.meta.url))

/** Folder with `index.html`. Throws with the builder's words when a source does not bundle. */
export function makePortal({ log }: { log: Log }): Promise<string> {
  const words = {
    begins: 'building the portal',
    done: 'built the portal',
    fails: 'the portal does not build',
  }
  // Whoever asks, a test too: nobody gets the libraries' slow halves.
  const env = environmentWith({ NODE_ENV: 'production' })
  const wanted = { cache: CACHE, kept: KEPT, sources: listSources(), builder: BUILDER, env, words }
  return buildOnce(wanted, log)
}

function listSources(): readonly string[] {
  return SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).filter((file) =>
    statSync(join(ROOT, file)).isFile(),
  )
}
