/** Vite plugin: messages parsed at build, one chunk a language with the kit's own words, and two made-up languages for tests. */
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'
import { PSEUDO_LANGUAGES } from './pseudo.ts'

const ALL = 'virtual:languages'
const ONE = 'virtual:language/'
const KIT = '@cloudscape-design/components/i18n/messages/all'

type Messages = Readonly<Record<string, string>>
type Parse = (message: string) => unknown

/** `messagesFolder` holds one folder a language with a file a subject; `rootFolder` is where packages are found. */
export function languages(messagesFolder: string, rootFolder: string): Plugin {
  const tags = () => readdirSync(messagesFolder)
  const filesOf = (tag: string) => globSync(`${tag}/*.json`, { cwd: messagesFolder }).sort()
  const read = (tag: string): Messages =>
    Object.assign(
      {},
      ...filesOf(tag).map((file) => JSON.parse(readFileSync(join(messagesFolder, file), 'utf8'))),
    )
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
    resolveId: (id) => (id === ALL || id.startsWith(ONE) ? `\0${id}` : null),
    async load(id) {
      if (id === `\0${ALL}`) return makeIndex([...tags(), ...Object.keys(PSEUDO_LANGUAGES)])
      if (!id.startsWith(`\0${ONE}`)) return null
      parse ??= await loadParser(rootFolder)
      const tag = id.slice(ONE.length + 1)
      const pseudo = PSEUDO_LANGUAGES[tag]
      const source = pseudo === undefined ? tag : 'en'
      for (const file of filesOf(source)) this.addWatchFile(join(messagesFolder, file))
      return makePack(read(source), pseudo, source, parse)
    },
  }
}

const makeIndex = (tags: readonly string[]): string =>
  `export const LANGUAGE_PACKS = {\n${tags.map((tag) => `${JSON.stringify(tag)}: () => import(${JSON.stringify(ONE + tag)})`).join(',\n')}\n}`

function makePack(
  messages: Messages,
  pseudo: ((text: string) => string) | undefined,
  kitLanguage: string,
  parse: Parse,
): string {
  const trees = Object.fromEntries(
    Object.entries(messages).map(([id, message]) => {
      const tree = parse(message)
      return [id, pseudo === undefined ? tree : mapLiterals(tree, pseudo)]
    }),
  )
  // As text to parse: browsers read a large JSON faster than the same as program.
  const text = JSON.stringify(JSON.stringify(trees))
  return `import kit from '${KIT}.${kitLanguage}'\nexport default { kit, messages: JSON.parse(${text}) }`
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
