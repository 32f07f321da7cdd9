/** Where the worker's code lies: beside this file in the sources, beside the bundle once bundled. */
import { dirname, join } from 'node:path'

/** Only a CommonJS bundle has it. */
declare const __dirname: string | undefined

export function workerFile(): URL | string {
  // Undefined in a CommonJS bundle, whatever the types say.
  const here = import.meta.url as string | undefined
  if (here?.endsWith('.ts')) return new URL('./analyze-worker.ts', here)
  const folder = typeof __dirname === 'string' ? __dirname : dirname(process.argv[1] ?? '.')
  return join(folder, 'analyze-worker.cjs')
}
