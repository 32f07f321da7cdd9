// `npm run bench [-- NAME…] [--json]`: each figure with what it is measured against, in the same run.
import { parseArgs } from 'node:util'
import { benchAnalyze } from './analyze.ts'
import { benchDecide } from './decide.ts'
import { benchDecideEngine } from './decide-engine.ts'
import { benchHold } from './hold.ts'
import { benchIdle } from './idle.ts'
import { benchLists } from './lists.ts'
import { benchPrintJob } from './print-job.ts'
import { benchRender } from './render.ts'
import { benchReplay } from './replay.ts'
import { benchReplayStack } from './replay-stack.ts'
import type { Report, Row } from './report.ts'
import { benchStart } from './start.ts'

const BENCHES: Record<string, { about: string; run: (report: Report) => Promise<void> }> = {
  hold: { about: 'lp return → first byte at the device, managed against plain', run: benchHold },
  decide: { about: 'decisions per second and DynamoDB units per decision', run: benchDecide },
  'decide-engine': {
    about: 'whole decisions on one core, against other rule engines',
    run: benchDecideEngine,
  },
  idle: { about: 'memory and CPU of a connector that has nothing to do', run: benchIdle },
  analyze: { about: 'reading documents: speed, memory, start-up', run: benchAnalyze },
  'print-job': {
    about: 'the built-in queue taking jobs, against ippeveprinter',
    run: benchPrintJob,
  },
  replay: { about: 'past jobs decided again, in one process', run: benchReplay },
  'replay-stack': {
    about: '20,000 jobs asked, replayed and recomputed on the running product',
    run: benchReplayStack,
  },
  lists: {
    about: 'pages of lists and reports of a small tenant and of a large one',
    run: benchLists,
  },
  render: { about: 'drawing PDFs for raster printers: speed and memory', run: benchRender },
  start: { about: 'npm start, cold and warm', run: benchStart },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
const unknown = positionals.filter((name) => !(name in BENCHES))
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`no such benchmark: ${unknown.join(', ')}`)
  console.error('npm run bench [-- NAME…] [--json]')
  for (const [name, { about }] of Object.entries(BENCHES))
    console.error(`  ${name.padEnd(10)}${about}`)
  process.exit(values.help ? 0 : 2)
}

const report: Report = (row) => console.log(values.json ? JSON.stringify(row) : readable(row))
for (const [name, bench] of Object.entries(BENCHES)) {
  if (positionals.length === 0 || positionals.includes(name)) await bench.run(report)
}

function readable({ name, value, unit, against, ratio, n }: Row): string {
  const compared = against === null ? '' : `  (${against}; ratio ${ratio?.toFixed(2) ?? '–'})`
  return `${name.padEnd(44)}${value.toFixed(2).padStart(10)} ${unit.padEnd(12)}n=${n}${compared}`
}
