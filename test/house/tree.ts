// Reads the building: every file of ours, and what the TypeScript ones import.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'

export const rootFolder = join(import.meta.dirname, '../..')

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
  /** The text without its comments; strings stay. */
  readonly code: string
  readonly imports: readonly Import[]
}

export interface Import {
  /** As written. */
  readonly specifier: string
  /** The file it names, from the root; null for a package. */
  readonly file: string | null
}

/** Made, not written: by npm, the bundler, CDK, a running product. */
const MADE = new Set(['node_modules', 'dist', 'cdk.out', '.spoolgate', '.git', 'coverage'])

/** Every file of the repository, sorted. */
export function readPaths(folder = ''): string[] {
  return readdirSync(join(rootFolder, folder), { withFileTypes: true })
    .filter((entry) => !MADE.has(entry.name))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name)
      return entry.isDirectory() ? readPaths(path) : [path]
    })
    .sort()
}

export const readText = (path: string): string => readFileSync(join(rootFolder, path), 'utf8')

export function readSources(): SourceFile[] {
  return readPaths()
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
    .map((path) => parseSource(path, readText(path)))
}

export function parseSource(path: string, text: string): SourceFile {
  const code = withoutComments(text)
  return { path, text, code, imports: parseImports(path, code) }
}

/**
 * By pattern, because the formatter leaves only one way to write an import: at the start of a line, in single quotes.
 * `import('…')` and `new URL('./…', import.meta.url)` count too: the file is needed all the same.
 */
export function parseImports(path: string, code: string): Import[] {
  const patterns = [
    /^(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'/gm,
    /^import\s+'([^']+)'/gm,
    /\bimport\(\s*'([^']+)'\s*\)/g,
    /\bnew URL\(\s*'(\.[^']+\.ts)'/g,
  ]
  const specifiers = patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => match[1]!),
  )
  return [...new Set(specifiers)].map((specifier) => ({
    specifier,
    file: resolve(path, specifier),
  }))
}

/** The roots that package.json "imports" gives. */
const ALIASES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(readPackage().imports).map(([alias, target]) => [
    alias.replace('*', ''),
    posix.normalize(target.replace('*', '')),
  ]),
)

function resolve(path: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.join(dirname(path), specifier)
  const alias = Object.keys(ALIASES).find((start) => specifier.startsWith(start))
  return alias === undefined ? null : ALIASES[alias] + specifier.slice(alias.length)
}

/** Strings first, so that a `//` in one is not a comment; line numbers stay. */
export function withoutComments(text: string): string {
  const stringOrComment =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replace(stringOrComment, (found) =>
    found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found,
  )
}

export interface Package {
  readonly imports: Record<string, string>
  readonly scripts: Record<string, string>
  readonly bin: Record<string, string>
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
  readonly optionalDependencies: Record<string, string>
}

export function readPackage(): Package {
  return JSON.parse(readText('package.json')) as Package
}

/** `@scope/name/deep` → `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
