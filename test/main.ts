// `npm test`: every test, then by name what was skipped because this machine lacks it, then one line of counts.
import { parseCLI, startVitest } from 'vitest/node'
import { describeSkips, summarize } from './help/summary.ts'

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const vitest = await startVitest(filter, { ...options, watch: false, run: true })
const summary = summarize(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length)
await vitest.close()

const skips = describeSkips(summary)
if (skips !== '') console.log(`\n${skips}`)
const lacking = summary.lacking.length > 0 && process.env.CI === 'true'
if (lacking) console.log('\nCI=true: a test that this machine cannot run counts as a failure')
const nothingRan = summary.passed + summary.failed + summary.skipped === 0
console.log(`\n${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped`)
process.exitCode = summary.failed > 0 || lacking || nothingRan ? 1 : 0
