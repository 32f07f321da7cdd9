// `npm run check`: types, lint and format, and the house's own rules, one after the other, all of them.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const rootFolder = join(import.meta.dirname, '..')
const bin = (name: string) => join(rootFolder, 'node_modules', name)

const CHECKS = [
  { name: 'types', args: [bin('typescript/bin/tsc'), '-p', '.'] },
  { name: 'types of the portal', args: [bin('typescript/bin/tsc'), '-p', 'portal'] },
  {
    name: 'lint and format',
    args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
  },
  { name: 'house', args: [bin('vitest/vitest.mjs'), 'run', '--project', 'house'] },
]

const failed = CHECKS.filter(({ name, args }) => {
  console.log(`\n== ${name}`)
  return spawnSync(process.execPath, args, { cwd: rootFolder, stdio: 'inherit' }).status !== 0
})
console.log(
  failed.length === 0 ? '\nall good' : `\nfailed: ${failed.map(({ name }) => name).join(', ')}`,
)
process.exitCode = failed.length === 0 ? 0 : 1
