/** Vite plugin: method, path and roles of every route as plain data, so that no schema library travels to the browser. */
import type { Plugin } from 'vite'
import { ROUTES } from '#shared/contracts/api.ts'

const NAME = 'virtual:paths'

export function paths(): Plugin {
  return {
    name: 'spoolgate-paths',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load: (id) => {
      if (id !== `\0${NAME}`) return null
      const table = Object.entries(ROUTES).map(([name, { method, path, roles }]) => [
        name,
        [method, path, roles],
      ])
      return `export const PATHS = ${JSON.stringify(Object.fromEntries(table))}`
    },
  }
}
