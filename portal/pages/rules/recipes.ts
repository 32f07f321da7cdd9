/** Rules to begin with, each with its cases; the same files that the tests of the engine decide. */

const FILES = import.meta.glob<string>('./recipes/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** In their order, by file name without number: `duplex-over-ten-pages`. */
export const RECIPES: readonly { readonly name: string; readonly text: string }[] = Object.entries(
  FILES,
).map(([path, text]) => ({ name: path.replace(/^.*\/\d+-|\.yaml$/g, ''), text }))
