/** The connector's version: the package's. */
import manifest from '../package.json' with { type: 'json' }

export const VERSION: string = manifest.version
