/** Everything that can be asked of the connector, as commander reads it. Every command is loaded only when it is asked for. */
import { hostname, userInfo } from 'node:os'
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
  command(
    'analyze',
    'tell pages, color, paper, copies and duplex of spool files; a `~` is estimated, a `?` unknown',
  )
    .argument('<file...>', '`-` is standard input')
    .option('--json', 'one line of JSON a file instead of a table')
    .option('--coverage', 'also how much of each page its ink covers; takes longer')
    .option('--ticket <json>', 'what a user would ask for: {"copies":2,"duplex":true}')
    .action(async (files: string[], _, asked) => {
      const options = asked.optsWithGlobals()
      done(await (await import('./commands/analyze.ts')).analyze(files, options, doors))
    })
  command('print', 'print a file into a managed queue, as a user would')
    .argument('<file>')
    .option('--queue <name>', 'a queue that is managed here')
    .option('--uri <uri>', 'any other IPP queue, like ipp://192.0.2.10:631/ipp/print/office')
    .option('--user <name>', 'who prints, where the queue believes it', userInfo().username)
    .option('--title <text>', 'name of the document (default: of the file)')
    .option('--option <key=value>', 'like copies=2 or sides=two-sided-long-edge', collect, [])
    .option('--wait', 'until it has ended, and tell how', false)
    .option('--json', 'one line of JSON', false)
    .action(async (file: string, _, asked) => {
      done(await (await import('./commands/print.ts')).print(file, asked.optsWithGlobals(), doors))
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
      .addOption(spoolerOption())
      .option('--listen <address>', 'of the built-in queue, like 192.0.2.10:631')
      .option('--no-advertise', 'do not tell the network (DNS-SD) where the built-in queue listens')
      .option('--ppd <file>', 'describes a device that cannot describe itself as IPP printers do')
      .addOption(identityOption())
      .addOption(apiOption())
      .option('--cups-socket <path>', "of a CUPS that is not the system's")
      .action(async (name: string, _, asked) => {
        const options = asked.optsWithGlobals()
        required(options, 'device')
        const identity = options.spooler === 'ipp-queue' ? 'claimed' : 'authenticated'
        const usual = { cupsSocket: null, ppd: null, identity } as const
        done(await (await load()).addQueue(name, { ...usual, ...options }, doors))
      })
    queues
      .command('adopt <name>')
      .description('manage a queue that exists')
      .addOption(identityOption())
      .addOption(apiOption())
      .option('--cups-socket <path>', "of a CUPS that is not the system's")
      .action(async (name: string, _, asked) => {
        const usual = { cupsSocket: null, identity: 'authenticated' } as const
        const options = { ...usual, ...asked.optsWithGlobals() }
        done(await (await load()).adoptQueue(name, options, doors))
      })
    queues
      .command('remove <name>')
      .description('take a managed queue away')
      .action(async (name: string, _, asked) => {
        done(await (await load()).removeQueue(name, asked.optsWithGlobals(), doors))
      })
    queues
      .command('trust <name>')
      .description('accept the new key of a printer that was replaced or reset')
      .action(async (name: string, _, asked) => {
        done(await (await load()).trustQueue(name, asked.optsWithGlobals(), doors))
      })
    queues
      .command('list')
      .description('show the managed queues')
      .option('--json', 'one line of JSON', false)
      .option('--dns <domain>', 'as lines of a DNS zone file, for networks without multicast')
      .option('--target <name>', "this machine's name in DNS (default: its host name)")
      .action(async (_, asked) => {
        done(await (await load()).listQueues(asked.optsWithGlobals(), doors))
      })
  }
}

function apiOption(): Option {
  return new Option('--api <url>', 'address of the cloud, should it have moved since enrolling')
}

function identityOption(): Option {
  return new Option(
    '--identity <mode>',
    'whether the print system proves who prints (default: CUPS authenticated, built-in claimed); address: built-in only',
  ).choices(['claimed', 'authenticated', 'address'])
}

function spoolerOption(): Option {
  return new Option('--spooler <name>', 'CUPS, or the queue that is built into the connector')
    .choices(['cups', 'ipp-queue'])
    .default('cups')
}

const collect = (value: string, before: readonly string[]) => [...before, value]

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
