/** esbuild, once: every function and the connector as single files, the same bytes for one machine and for the cloud. */
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { FUNCTIONS } from '#shared/contracts/wiring.ts'

export interface BundleOptions {
  /** The repository. */
  readonly rootFolder: string
  /** Where the bundles go; emptied first. */
  readonly outputFolder: string
}

export interface Bundles {
  /** One folder per function, with `index.cjs`. */
  readonly lambdasFolder: string
  /** Null while there is no connector to bundle. */
  readonly connectorFile: string | null
}

const CONNECTOR_NAME = 'spoolgate-connector.cjs'
const CONNECTOR_MAIN = 'connector-main'
/** Keeps compiled code beside the connector, where nobody else may write, so that the second start is quicker. */
const CONNECTOR_START = `'use strict'
require('node:module').enableCompileCache(require('node:path').join(__dirname, '.compiled'))
require('./${CONNECTOR_MAIN}.cjs')
`
/** Loaded by name, so it lies beside the connector as it is. */
const CONNECTOR_ASSETS = ['@hyzyla/pdfium/pdfium.wasm']

/** Throws when an entry is missing or does not bundle. CommonJS, because it loads faster than ES modules. */
export async function bundle({ rootFolder, outputFolder }: BundleOptions): Promise<Bundles> {
  const lambdasFolder = join(outputFolder, 'lambdas')
  const connectorFolder = join(outputFolder, 'connector')
  for (const folder of [lambdasFolder, connectorFolder]) {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
  }
  const common = commonOptions(rootFolder)
  const connectorEntries = findConnectorEntries(rootFolder)
  await Promise.all([
    build({
      ...common,
      entryPoints: Object.entries(FUNCTIONS).map(([name, { entry }]) => ({
        in: join(rootFolder, entry),
        out: join(name, 'index'),
      })),
      outdir: lambdasFolder,
    }),
    connectorEntries.length === 0
      ? null
      : build({
          ...common,
          ...KEPT_NAMES,
          entryPoints: connectorEntries,
          outdir: connectorFolder,
        }),
  ])
  if (connectorEntries.length > 0) {
    writeFileSync(join(connectorFolder, CONNECTOR_NAME), CONNECTOR_START)
    copyConnectorAssets(rootFolder, connectorFolder)
  }
  return {
    lambdasFolder,
    connectorFile: connectorEntries.length === 0 ? null : join(connectorFolder, CONNECTOR_NAME),
  }
}

/** Names as they are: short ones that are told their old names again cost milliseconds at every start. */
const KEPT_NAMES: BuildOptions = {
  minify: false,
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: false,
}

/** pdfkit makes its own `require` for the standard fonts, which no bundler follows. */
const BUNDLED_FONTS: Plugin = {
  name: 'bundled-fonts',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]pdfkit[\\/]js[\\/]pdfkit\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        /require\$1\('#standard-fonts\/(\w+)'\)/g,
        "require('./standard-fonts/$1.cjs')",
      ),
    }))
  },
}

function commonOptions(rootFolder: string): BuildOptions {
  return {
    absWorkingDir: rootFolder,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    mainFields: ['module', 'main'],
    legalComments: 'none',
    alias: { pdfkit: join(rootFolder, 'node_modules/pdfkit/js/pdfkit.js') },
    plugins: [BUNDLED_FONTS],
    logLevel: 'silent',
    // CommonJS has no import.meta; files find their neighbors by it.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl=require('node:url').pathToFileURL(__filename).href;" },
  }
}

/** The command and its workers: a worker is a file of its own, found beside the command by its name. */
function findConnectorEntries(rootFolder: string): { in: string; out: string }[] {
  const main = join(rootFolder, 'connector/main.ts')
  if (!existsSync(main)) return []
  const workers = globSync('connector/**/*-worker.ts', { cwd: rootFolder })
  return [
    { in: main, out: CONNECTOR_MAIN },
    ...workers.map((file) => ({ in: join(rootFolder, file), out: basename(file, '.ts') })),
  ]
}

function copyConnectorAssets(rootFolder: string, connectorFolder: string): void {
  const { resolve } = createRequire(join(rootFolder, 'package.json'))
  for (const asset of CONNECTOR_ASSETS) {
    copyFileSync(resolve(asset), join(connectorFolder, basename(asset)))
  }
}
