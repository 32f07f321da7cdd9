/** `npm run dev:portal -- [API]`: the portal with changes shown at once, beside a `npm start` that runs. */
import { createServer } from 'vite'
import { portalConfig } from './bundle.ts'

const [api = 'http://127.0.0.1:8480'] = process.argv.slice(2)
const server = await createServer({
  ...portalConfig(),
  server: { proxy: { '/v1': api, '/auth': api } },
})
await server.listen()
server.printUrls()
