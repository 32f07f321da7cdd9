/** Where the worker's code lies. */
import { locateShipped } from './shipped-file.ts'

export function workerFile(): URL | string {
  return locateShipped('analyze-worker.cjs', (here) => new URL('./analyze-worker.ts', here))
}
