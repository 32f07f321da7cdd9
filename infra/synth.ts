/** `npm run synth`, and what CDK's command line runs: bundles, then writes `cdk.out/`. Needs no network and no account. */
import { join } from 'node:path'
import { makeApp } from './app.ts'
import { bundle } from './bundle.ts'
import { environment } from './local/doors.ts'

const rootFolder = join(import.meta.dirname, '..')
const { lambdasFolder } = await bundle({ rootFolder, outputFolder: join(rootFolder, 'dist') })
// CDK's command line says where it will look.
const outputFolder = environment('CDK_OUTDIR') ?? join(rootFolder, 'cdk.out')
makeApp({ lambdasFolder, outputFolder }).synth()
