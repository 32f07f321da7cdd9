/** Vite plugin: the kit's look in our tokens, made at build because the browser takes no inline style; its fonts stay out. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Plugin } from 'vite'

const THEME = 'virtual:theme.css'

/** `portalFolder` holds `style/theme.json`: the kit's token names with our values. */
export function styles(portalFolder: string, rootFolder: string): Plugin {
  const themeFile = join(portalFolder, 'style/theme.json')
  return {
    name: 'spoolgate-styles',
    enforce: 'pre',
    resolveId: (id) => (id === THEME ? `\0${THEME}` : null),
    async load(id) {
      if (id !== `\0${THEME}`) return null
      this.addWatchFile(themeFile)
      const { tokens } = JSON.parse(readFileSync(themeFile, 'utf8')) as { tokens: object }
      return (await loadMaker(rootFolder))({ theme: { tokens } })
    },
    transform(code, id) {
      if (!id.includes('/@cloudscape-design/global-styles/')) return null
      // Eight faces of another font as base64: 139 KB that everybody would wait for.
      return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null }
    },
  }
}

type MakeStylesheet = (options: { theme: { tokens: object } }) => string

/** Through a bundle, because the package's own modules name folders, which Node does not import. */
async function loadMaker(rootFolder: string): Promise<MakeStylesheet> {
  const { outputFiles } = await build({
    stdin: {
      contents: "export { generateThemeStylesheet } from '@cloudscape-design/components/theming'",
      resolveDir: rootFolder,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'silent',
  })
  const code = Buffer.from(outputFiles[0]!.text).toString('base64')
  const made = (await import(`data:text/javascript;base64,${code}`)) as {
    generateThemeStylesheet: MakeStylesheet
  }
  return made.generateThemeStylesheet
}
