/** Where files lie that are named, not imported: in the sources where they are kept, beside the bundle once bundled. */
import { dirname, join } from 'node:path'

/** Only a CommonJS bundle has it. */
declare const __dirname: string | undefined

/** `inSources` is handed the address of this folder's files. */
export function locateShipped<Place extends URL | string>(
  bundledName: string,
  inSources: (here: string) => Place,
): Place | string {
  // Undefined in a CommonJS bundle, whatever the types say.
  const here = import.meta.url as string | undefined
  if (here?.endsWith('.ts')) return inSources(here)
  const folder = typeof __dirname === 'string' ? __dirname : dirname(process.argv[1] ?? '.')
  return join(folder, bundledName)
}
