/** Vite, once: the portal as hashed files, the same bytes for one machine and for the cloud. */
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, type InlineConfig } from 'vite'
import { languages } from './languages.ts'
import { paths } from './paths.ts'
import { styles } from './styles.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Throws when something does not bundle. The manifest lies in `.vite/manifest.json`. */
export async function bundlePortal(outputFolder: string): Promise<void> {
  await build({
    ...portalConfig(),
    logLevel: 'error',
    mode: 'production',
    build: {
      outDir: outputFolder,
      emptyOutDir: true,
      manifest: true,
      target: 'es2024',
      // A data: URL would need a wider content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2_000,
      rollupOptions: {
        input: [join(ROOT, 'portal/index.html'), join(ROOT, 'portal/service-worker.ts')],
        // Browsers know a service worker by its name, and it must stand above what it serves.
        output: {
          entryFileNames: ({ name }) =>
            name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js',
        },
      },
    },
  })
}

/** What building and developing share. */
export function portalConfig(): InlineConfig {
  const root = join(ROOT, 'portal')
  return {
    configFile: false,
    root,
    plugins: [react(), paths(), languages(join(root, 'messages'), ROOT), styles(root, ROOT)],
  }
}
