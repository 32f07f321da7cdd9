/** Run as `node build-portal.ts [FOLDER]` (`npm run build:portal`): writes the portal's files, into `dist/portal` by itself. */
import { join } from 'node:path'
import { bundlePortal } from './bundle.ts'

const [folder = join(import.meta.dirname, '../../dist/portal')] = process.argv.slice(2)
await bundlePortal(folder)
