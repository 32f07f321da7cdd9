/** The command line of the connector, and what each answer's exit code is. */
import { Problem } from '#shared/contracts/problem.ts'
import { type CommandDoors, UsageError } from './commands/doors.ts'
import { type ExitCode, exitCodeOf } from './commands/exit-code.ts'

/** `words`: what stands behind the program's name. Never throws. */
export async function runCommandLine(
  words: readonly string[],
  doors: CommandDoors,
): Promise<ExitCode> {
  try {
    const plain = parsePlainAnalyze(words)
    if (plain === null) return await (await import('./program.ts')).runProgram(words, doors)
    const { files, json } = plain
    return await (await import('./commands/analyze.ts')).analyze(files, { json }, doors)
  } catch (error) {
    doors.complain(sentenceOf(error))
    return exitCodeOf(error)
  }
}

/**
 * The one command that is called thousands of times, without options that only the program knows: a small document is
 * read sooner than commander is loaded.
 */
function parsePlainAnalyze(words: readonly string[]): { files: string[]; json: boolean } | null {
  const [command, ...rest] = words
  const files = rest.filter((word) => word !== '--json')
  const isPlain = files.length > 0 && files.every((file) => !file.startsWith('-') || file === '-')
  return command === 'analyze' && isPlain ? { files, json: rest.includes('--json') } : null
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError) return `usage: ${error.message}`
  if (error instanceof Problem) return `${error.code}: ${error.detail}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
