// A connector that has nothing to do: private memory and share of a core.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeStateFolder, removeStateFolder, startProductUnderTest } from '#help/product.ts'
import type { Report } from './report.ts'

const SETTLE_MS = 20_000
const WATCH_MS = 40_000
/** USER_HZ of Linux, fixed at 100 for user space (proc(5)). */
const TICKS_PER_SECOND = 100

export async function benchIdle(report: Report): Promise<void> {
  const folder = makeStateFolder()
  const product = await startProductUnderTest(folder, ['--fresh'])
  try {
    const pid = product.ready.sites[0]?.connectorPid
    if (pid === undefined) throw new Error(`bench idle needs CUPS: ${product.ready.notes.join()}`)
    await sleep(SETTLE_MS)
    const before = cpuTicks(pid)
    await sleep(WATCH_MS)
    const share = ((cpuTicks(pid) - before) / TICKS_PER_SECOND / (WATCH_MS / 1_000)) * 100
    const memory = privateMiB(pid)
    report({
      name: 'idle: private memory',
      value: memory,
      unit: 'MiB',
      against: 'the target of 40 MB',
      ratio: memory / (40e6 / 2 ** 20),
      n: 1,
    })
    report({
      name: 'idle: share of a core',
      value: share,
      unit: '%',
      against: 'the target of 1 %',
      ratio: share,
      n: 1,
    })
  } finally {
    await product.stop()
    removeStateFolder(folder)
  }
}

/** utime + stime of the process (proc(5), fields 14 and 15). */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return Number(fields[11]) + Number(fields[12])
}

/** Memory that would be free if the process ended (proc(5), smaps_rollup). */
function privateMiB(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1] ?? 0)
  return (kib('Private_Clean') + kib('Private_Dirty')) / 1024
}
