/** Vite plugin: messages parsed at build, one chunk a language with the kit's own words, and two made-up languages for tests. */
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, parse as parsePath } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { PSEUDO_LANGUAGES } from './pseudo.ts'

const ALL = 'virtual:languages'
const ONE = 'virtual:language/'
/** Words that only some pages need, in a chunk of their own: `virtual:words/<tag>/<subject>`. */
const LATER = 'virtual:words/'
const LATER_FOLDER = 'later'
const KIT = '@cloudscape-design/components/i18n/messages/all'

type Messages = Readonly<Record<string, string>>
type Parse = (message: string) => unknown

/** `messagesFolder` holds one folder a language with a file a subject; `rootFolder` is where packages are found. */
export function languages(messagesFolder: string, rootFolder: string): Plugin {
  const tags = () => readdirSync(messagesFolder)
  const filesOf = (tag: string) => globSync(`${tag}/*.json`, { cwd: messagesFolder }).sort()
  const laterFileOf = (tag: string, subject: string) => `${tag}/${LATER_FOLDER}/${subject}.json`
  const read = (files: readonly string[]): Messages =>
    Object.assign(
      {},
      ...files.map((file) => JSON.parse(readFileSync(join(messagesFolder, file), 'utf8'))),
    )
  const subjects = () =>
    globSync(laterFileOf('en', '*'), { cwd: messagesFolder }).map((file) => parsePath(file).name)
  let parse: Parse | null = null
  return {
    name: 'spoolgate-languages',
    config: () => ({
      resolve: {
        // Messages are trees when they arrive, so nobody parses in the browser: 16 KB less.
        alias: [
          {
            find: /^@formatjs\/icu-messageformat-parser$/,
            replacement: '@formatjs/icu-messageformat-parser/no-parser.js',
          },
        ],
      },
    }),
    resolveId: (id) =>
      id === ALL || id.startsWith(ONE) || id.startsWith(LATER) ? `\0${id}` : null,
    async load(id) {
      if (id === `\0${ALL}`) {
        return makeIndex([...tags(), ...Object.keys(PSEUDO_LANGUAGES)], subjects())
      }
      const isLater = id.startsWith(`\0${LATER}`)
      if (!isLater && !id.startsWith(`\0${ONE}`)) return null
      parse ??= await loadParser(rootFolder)
      const [tag = '', subject = ''] = id.slice((isLater ? LATER : ONE).length + 1).split('/')
      const pseudo = PSEUDO_LANGUAGES[tag]
      const source = pseudo === undefined ? tag : 'en'
      const files = isLater ? [laterFileOf(source, subject)] : filesOf(source)
      for (const file of files) this.addWatchFile(join(messagesFolder, file))
      const messages = printTrees(read(files), pseudo, parse)
      if (isLater) return `export default ${messages}`
      return `import kit from '${KIT}.${source}'\nexport default { kit, messages: ${messages} }`
    },
  }
}

const makeIndex = (tags: readonly string[], subjects: readonly string[]): string =>
  `export const LANGUAGE_PACKS = {\n${tags.map((tag) => printImport(tag, ONE + tag)).join(',\n')}\n}
export const LATER_WORDS = {\n${tags
    .map((tag) => {
      const parts = subjects.map((subject) => printImport(subject, `${LATER}${tag}/${subject}`))
      return `${JSON.stringify(tag)}: {${parts.join(', ')}}`
    })
    .join(',\n')}\n}`

const printImport = (key: string, id: string): string =>
  `${JSON.stringify(key)}: () => import(${JSON.stringify(id)})`

function printTrees(
  messages: Messages,
  pseudo: ((text: string) => string) | undefined,
  parse: Parse,
): string {
  const trees = Object.fromEntries(
    Object.entries(messages).map(([id, message]) => {
      const tree = parse(message)
      return [id, pseudo === undefined ? tree : mapLiterals(tree, pseudo)]
    }),
  )
  // As text to parse: browsers read a large JSON faster than the same as program.
  return `JSON.parse(${JSON.stringify(JSON.stringify(trees))})`
}

/** Every literal of a tree, however deep, with its words changed; names of arguments stay. */
function mapLiterals(tree: unknown, change: (text: string) => string): unknown {
  if (Array.isArray(tree)) return tree.map((each) => mapLiterals(each, change))
  if (typeof tree !== 'object' || tree === null) return tree
  const node = tree as Record<string, unknown>
  if (node.type === 0) return { ...node, value: change(String(node.value)) }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'options' || key === 'value' || key === 'children'
        ? mapLiterals(value, change)
        : value,
    ]),
  )
}

/** The parser is react-intl's own, so that trees fit its formatter. */
async function loadParser(rootFolder: string): Promise<Parse> {
  const fromRoot = createRequire(join(rootFolder, 'package.json'))
  const fromReactIntl = createRequire(fromRoot.resolve('react-intl'))
  const file = fromReactIntl.resolve('@formatjs/icu-messageformat-parser')
  const parser = (await import(pathToFileURL(file).href)) as {
    parse: (text: string, options: object) => unknown
  }
  return (message) => parser.parse(message, { captureLocation: false })
}
