// `npm run fuzz -- TARGET --runs N [--seed S]`: broken inputs by number, the same for everybody; what they find is kept.
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Finding, openFuzzer, type Progress } from './fuzzer.ts'
import { makeInput } from './make-input.ts'
import { TARGETS } from './targets.ts'

/** Kept of each target; all are counted. */
const KEPT_LIMIT = 50
const PROGRESS_EVERY_MS = 2_000

const options = readOptions()
const outFolder = options.out ?? join(tmpdir(), 'spoolgate-fuzz')
const chosen = options.target === 'all' ? Object.keys(TARGETS) : [options.target]
const sums = { runs: 0, crashes: 0, hangs: 0, overBudget: 0 }
const fuzzer = openFuzzer(options.workers)
for (const target of chosen) {
  const line = await fuzzOne(target)
  for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += line[key]
  console.log(JSON.stringify(line))
}
await fuzzer.close()
if (options.target === 'all') console.log(JSON.stringify({ target: 'all', ...sums }))
process.exitCode = sums.crashes + sums.hangs + sums.overBudget > 0 ? 1 : 0

async function fuzzOne(target: string) {
  const { seed, from, runs } = options
  const startedMs = performance.now()
  let toldMs = startedMs
  let kept = 0
  const result = await fuzzer.fuzz({
    target,
    seed,
    from,
    runs,
    onFinding: (finding) => {
      if (kept++ < KEPT_LIMIT) keep(finding)
    },
    onProgress: (progress) => {
      if (performance.now() - toldMs < PROGRESS_EVERY_MS) return
      toldMs = performance.now()
      console.error(describe(target, progress, startedMs))
    },
  })
  console.error(describe(target, result, startedMs))
  const count = (what: Finding['what']) => result.findings.filter((one) => one.what === what).length
  const [crashes, hangs, overBudget] = [count('crash'), count('hang'), count('overBudget')]
  return { target, runs: result.done, crashes, hangs, overBudget }
}

function describe(target: string, { done, reached, slowest }: Progress, startedMs: number): string {
  const perSecond = Math.round((done * 1_000) / (performance.now() - startedMs))
  const share = Math.round((reached * 100) / Math.max(done, 1))
  const slow = `slowest run ${slowest.run} in ${Math.round(slowest.ms)} ms`
  return `${target}: ${done} of ${options.runs}, ${perSecond}/s, ${share} % reached, ${slow}`
}

/** The input as a file, what happened beside it, and how to see it again. */
function keep({ target, seed, run, what, detail }: Finding): void {
  mkdirSync(outFolder, { recursive: true })
  const file = join(outFolder, `${target}-${seed}-${run}`)
  const { input } = makeInput(TARGETS[target]!, { target, seed, run })
  const again = `npm run fuzz -- ${target} --seed ${seed} --from ${run} --runs 1`
  writeFileSync(`${file}.bin`, input)
  writeFileSync(`${file}.txt`, `${what}\n${again}\n\n${detail}\n`)
  console.error(
    `${what} in run ${run}: ${detail.split('\n')[0]!.slice(0, 300)}\n  ${again}\n  ${file}.bin`,
  )
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runs: { type: 'string', default: '20000' },
        seed: { type: 'string', default: '1' },
        from: { type: 'string', default: '0' },
        workers: { type: 'string', default: '2' },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
    const [target, ...others] = positionals
    if (values.help) explain(0)
    if (target === undefined || others.length > 0) throw new Error('one target, or `all`')
    if (target !== 'all' && !Object.hasOwn(TARGETS, target))
      throw new Error(`no target \`${target}\``)
    return {
      target,
      out: values.out,
      runs: readWhole('runs', values.runs, 1),
      seed: readWhole('seed', values.seed, 0),
      from: readWhole('from', values.from, 0),
      workers: readWhole('workers', values.workers, 1),
    }
  } catch (error) {
    console.error((error as Error).message)
    explain(2)
  }
}

function readWhole(name: string, text: string, least: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least)) throw new Error(`--${name} must be a whole number from ${least}`)
  return value
}

function explain(exitCode: number): never {
  console.error(
    'npm run fuzz -- TARGET [--runs N] [--seed S] [--from K] [--workers N] [--out FOLDER]\n\n' +
      'Breaks good inputs in many ways, and looks for crashes, hangs and answers that cost too much or cannot be.\n' +
      'The same seed and number always make the same input.\n\n' +
      '--runs N     inputs a target (20000)\n' +
      '--seed S     another series of inputs (1)\n' +
      '--from K     the number of the first input (0)\n' +
      '--workers N  threads (2)\n' +
      '--out FOLDER where inputs are kept that were found (a folder for temporary files)\n' +
      'Exit code 1: something was found\n\n' +
      'all          every target below',
  )
  for (const [name, { about }] of Object.entries(TARGETS))
    console.error(`${name.padEnd(13)}${about}`)
  process.exit(exitCode)
}
