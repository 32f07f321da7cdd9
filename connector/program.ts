/** Everything that can be asked of the connector, as commander reads it. Every command is loaded only when it is asked for. */
import { hostname } from 'node:os'
import { Command, CommanderError, Option } from 'commander'
import { applyConfigFile } from './commands/config-file.ts'
import { type CommandDoors, UsageError } from './commands/doors.ts'
import { EXIT, type ExitCode } from './commands/exit-code.ts'
import { VERSION } from './version.ts'

/** Throws what the command throws; commander says its own line for a wrong call. */
export async function runProgram(words: readonly string[], doors: CommandDoors): Promise<ExitCode> {
  let code: ExitCode = EXIT.good
  const program = makeProgram(doors, (result) => {
    code = result
  })
  try {
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    // Help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.usage
    throw error
  }
}

function makeProgram(doors: CommandDoors, done: (code: ExitCode) => void): Command {
  const program = new Command('spoolgate-connector')
    .description('Stands beside the print queues: holds every job, asks the cloud, carries out.')
    .version(VERSION)
    .option('--state <dir>', 'where identity, key and journal live', defaultState(doors))
    .option('--config <file>', 'flags as JSON: {"state":"/var/lib/spoolgate"}')
    .configureOutput({ writeOut: write(doors.out), writeErr: write(doors.complain) })
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 good, 1 a check or job failed, 2 usage, 3 not enrolled, 4 unreachable.',
    )
  program.hook('preAction', async (_, command) => {
    const { config } = command.optsWithGlobals()
    if (typeof config === 'string') await applyConfigFile(config, command, program)
  })

  command('enroll', 'turn a one-time token into this connector')
    .option('--api <url>', 'address of the cloud')
    .option('--token <text>', 'the one-time token')
    .option('--name <text>', 'how people call this connector', hostname().slice(0, 100))
    .action(async (_, asked) => {
      const options = asked.optsWithGlobals()
      required(options, 'api', 'token')
      done(await (await import('./commands/enroll.ts')).enroll(options, doors))
    })
  command('run', 'work until stopped')
    .addOption(apiOption())
    .action(async (_, asked) => {
      done(await (await import('./commands/run.ts')).run(asked.optsWithGlobals(), doors))
    })
  command('check', 'prove that everything is in order')
    .addOption(apiOption())
    .option('--json', 'one line of JSON', false)
    .action(async (_, asked) => {
      done(await (await import('./commands/check.ts')).check(asked.optsWithGlobals(), doors))
    })
  command('status', 'tell how it stands, without disturbing')
    .option('--json', 'one line of JSON', false)
    .action(async (_, asked) => {
      done(await (await import('./commands/status.ts')).showStatus(asked.optsWithGlobals(), doors))
    })
  command('analyze', 'tell what is in documents')
    .argument('<file...>', '`-` is standard input')
    .option('--json', 'one line of JSON a file', false)
    .option('--ticket <json>', 'what a user would ask for: {"copies":2,"duplex":true}')
    .action(async (files: string[], _, asked) => {
      const options = asked.optsWithGlobals()
      done(await (await import('./commands/analyze.ts')).analyze(files, options, doors))
    })
  addQueueCommands(command('queues', 'choose the queues to manage'))
  return program

  function command(name: string, description: string): Command {
    return program.command(name).description(description)
  }

  function addQueueCommands(queues: Command): void {
    const load = () => import('./commands/queues.ts')
    queues
      .command('add <name>')
      .description('make a managed queue')
      .option('--device <uri>', 'where it prints, like ipp://printer.local/ipp/print')
      .option('--ppd <file>', 'describes a device that cannot describe itself as IPP printers do')
      .addOption(identityOption())
      .addOption(apiOption())
      .option('--cups-socket <path>', "of a CUPS that is not the system's")
      .action(async (name: string, _, asked) => {
        const options = asked.optsWithGlobals()
        required(options, 'device')
        done(
          await (await load()).addQueue(name, { cupsSocket: null, ppd: null, ...options }, doors),
        )
      })
    queues
      .command('adopt <name>')
      .description('manage a queue that exists')
      .addOption(identityOption())
      .addOption(apiOption())
      .option('--cups-socket <path>', "of a CUPS that is not the system's")
      .action(async (name: string, _, asked) => {
        const options = { cupsSocket: null, ...asked.optsWithGlobals() }
        done(await (await load()).adoptQueue(name, options, doors))
      })
    queues
      .command('remove <name>')
      .description('take a managed queue away')
      .action(async (name: string, _, asked) => {
        done(await (await load()).removeQueue(name, asked.optsWithGlobals(), doors))
      })
    queues
      .command('list')
      .description('show the managed queues')
      .option('--json', 'one line of JSON', false)
      .action(async (_, asked) => {
        done(await (await load()).listQueues(asked.optsWithGlobals(), doors))
      })
  }
}

function apiOption(): Option {
  return new Option('--api <url>', 'address of the cloud, should it have moved since enrolling')
}

function identityOption(): Option {
  return new Option('--identity <mode>', 'whether the print system proves who prints')
    .choices(['claimed', 'authenticated'])
    .default('authenticated')
}

/** By hand rather than by commander, which would not see what the configuration file brings. */
function required(options: Record<string, unknown>, ...names: string[]): void {
  for (const name of names) {
    if (typeof options[name] !== 'string') throw new UsageError(`--${name} is missing`)
  }
}

function defaultState({ environment }: CommandDoors): string {
  const home = environment('HOME')
  return home === undefined || home === '/root'
    ? '/var/lib/spoolgate-connector'
    : `${home}/.local/state/spoolgate-connector`
}

function write(line: (text: string) => void): (text: string) => void {
  return (text) => line(text.replace(/\n$/, ''))
}
