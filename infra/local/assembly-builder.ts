/** Run as `node assembly-builder.ts FOLDER`: writes `FOLDER/dist` and `FOLDER/assembly`. */
import { join } from 'node:path'
import { makeApp } from '../app.ts'
import { bundle } from '../bundle.ts'

const [folder = ''] = process.argv.slice(2)
const { lambdasFolder } = await bundle({
  rootFolder: join(import.meta.dirname, '../..'),
  outputFolder: join(folder, 'dist'),
})
makeApp({ lambdasFolder, outputFolder: join(folder, 'assembly') }).synth()
