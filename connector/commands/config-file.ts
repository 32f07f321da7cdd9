/** `--config FILE`: the flags of the command line as JSON, for services. A key that is no flag is refused. */
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { UsageError } from './doors.ts'

/** What stands on the command line wins. `program` is the root, which knows every flag there is. */
export async function applyConfigFile(
  file: string,
  command: Command,
  program: Command,
): Promise<void> {
  const config = parseConfig(file, await readFile(file, 'utf8').catch(() => null))
  const flags = allFlags(program)
  for (const [name, value] of Object.entries(config)) {
    if (!flags.has(name) || name === 'config') {
      throw new UsageError(`\`${file}\`: \`${name}\` is not a flag`)
    }
    if (typeof value !== 'string' && typeof value !== 'boolean') {
      throw new UsageError(`\`${file}\`: \`${name}\` must be a text, true or false`)
    }
    for (const owner of lineOf(command)) {
      const option = owner.options.find((each) => each.long === `--${name}`)
      if (option === undefined || owner.getOptionValueSource(option.attributeName()) === 'cli')
        continue
      if (option.argChoices && !option.argChoices.includes(String(value))) {
        throw new UsageError(`\`${file}\`: \`${name}\` must be ${option.argChoices.join(' or ')}`)
      }
      owner.setOptionValueWithSource(option.attributeName(), value, 'config')
    }
  }
}

function parseConfig(file: string, text: string | null): Record<string, unknown> {
  if (text === null) throw new UsageError(`\`${file}\` cannot be read`)
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>
    }
  } catch {
    // Said below.
  }
  throw new UsageError(`\`${file}\` must be a JSON object`)
}

function allFlags(command: Command): Set<string> {
  const own = command.options.map((option) => option.long?.slice(2) ?? '')
  return new Set([...own, ...command.commands.flatMap((each) => [...allFlags(each)])])
}

/** The command and those above it. */
function lineOf(command: Command): Command[] {
  return command.parent === null ? [command] : [command, ...lineOf(command.parent)]
}
