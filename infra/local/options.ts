// Flags of `npm start`, read once.
import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'

export interface StartOptions {
  /** TCP port of API and start page; 0 = any free one. */
  readonly port: number
  /** Absolute path of the state folder. */
  readonly stateFolder: string
  readonly fresh: boolean
  readonly demo: boolean
  readonly json: boolean
  readonly spooler: 'cups' | 'ipp-queue' | null
  readonly withCups: boolean
  readonly engine: 'dynoxide' | 'dynamodb-local' | null
  readonly dynamodbEndpoint: string | null
}

const PORT_DEFAULT = 8480

/** Prints help or a usage error and ends the process (0 or 2) when that is what was asked for. */
export function parseStartOptions(argv: readonly string[]): StartOptions {
  const command = new Command('npm start --')
    .description(
      'The whole product on this machine: cloud, a demo site with a connector, a print queue.',
    )
    .option(
      '--port <number>',
      'port of API and start page, 0 = any free one',
      parsePort,
      PORT_DEFAULT,
    )
    .option('--state <folder>', 'where everything is kept', '.spoolgate')
    .option('--fresh', 'forget what the state folder holds', false)
    .option('--no-demo', 'only the cloud: no demo tenants, no site')
    .option('--json', 'print one line of JSON when ready; logs go to stderr', false)
    .addOption(
      new Option(
        '--spooler <name>',
        'print system of the demo site (default: cups when there, else ipp-queue)',
      ).choices(['cups', 'ipp-queue']),
    )
    .option(
      '--with-cups',
      'install the two small CUPS packages first (Debian and Ubuntu, as root)',
      false,
    )
    .addOption(
      new Option('--engine <name>', 'DynamoDB engine (default: what fits this machine)').choices([
        'dynoxide',
        'dynamodb-local',
      ]),
    )
    .option('--dynamodb-endpoint <url>', 'use a DynamoDB that runs already', parseUrl)
    .allowExcessArguments(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse(argv, { from: 'user' })
  const flags = command.opts()
  return {
    port: flags.port,
    stateFolder: resolve(flags.state),
    fresh: flags.fresh,
    demo: flags.demo,
    json: flags.json,
    spooler: flags.spooler ?? null,
    withCups: flags.withCups,
    engine: flags.engine ?? null,
    dynamodbEndpoint: flags.dynamodbEndpoint ?? null,
  }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError('must be a number from 0 to 65535.')
  }
  return port
}

function parseUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new InvalidArgumentError('must be a URL like http://127.0.0.1:8000.')
  }
  return text
}
