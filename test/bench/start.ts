// `npm start` until its ready line: with nothing cached, and with everything cached.
import { rmSync } from 'node:fs'
import { makeStateFolder, removeStateFolder, startProductUnderTest } from '#help/product.ts'
import { assemblyCacheFolders } from '#infra/local/assembly.ts'
import type { Report } from './report.ts'

export async function benchStart(report: Report): Promise<void> {
  for (const cache of assemblyCacheFolders) rmSync(cache, { recursive: true, force: true })
  const cold = await timeStart()
  const warm = await timeStart()
  report({
    name: 'start: cold (bundle and synth)',
    value: cold,
    unit: 's',
    against: 'the target of 45 s',
    ratio: cold / 45,
    n: 1,
  })
  report({
    name: 'start: warm',
    value: warm,
    unit: 's',
    against: 'the cold start',
    ratio: warm / cold,
    n: 1,
  })
}

async function timeStart(): Promise<number> {
  const folder = makeStateFolder()
  const startedMs = performance.now()
  const product = await startProductUnderTest(folder, ['--fresh'])
  const seconds = (performance.now() - startedMs) / 1_000
  await product.stop()
  removeStateFolder(folder)
  return seconds
}
