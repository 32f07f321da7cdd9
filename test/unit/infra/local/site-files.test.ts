// The portal's files on one machine, as CloudFront would hand them out.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeSiteFiles } from '#infra/local/site-files.ts'

const outside = mkdtempSync(join(tmpdir(), 'site-'))
const folder = join(outside, 'files')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(outside, 'secret.json'), 'secret')
writeFileSync(join(folder, 'index.html'), 'page')
writeFileSync(join(folder, 'assets/a-1.js'), 'script')

const site = makeSiteFiles(folder, {
  headers: { 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' },
  apiPaths: ['/v1/', '/auth/'],
})
const server = createServer((request, response) => {
  if (!site.serve(request.method ?? '', request.url ?? '', response)) response.end('api')
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(outside, { recursive: true })
})

it.each([
  ['/', 200, 'page', 'no-cache'],
  ['/jobs/01ABC', 200, 'page', 'no-cache'],
  ['/assets/a-1.js', 200, 'script', 'public, max-age=31536000, immutable'],
  ['/assets/gone.js', 404, '', 'no-cache'],
  ['/v1/me', 200, 'api', null],
  ['/auth/sign-in', 200, 'api', null],
  ['/..%2fsecret.json', 404, '', 'no-cache'],
  ['/assets/%2e%2e/%2e%2e/secret.json', 404, '', 'no-cache'],
  ['/a%00.js', 404, '', 'no-cache'],
])('%s', async (path, status, body, caching) => {
  const response = await fetch(url + path)
  expect([response.status, await response.text()]).toEqual([status, body])
  expect(response.headers.get('cache-control')).toBe(caching)
  if (body !== 'api') expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})

it('leaves writes to the API, which refuses them in its own words', async () => {
  expect(await (await fetch(`${url}/jobs`, { method: 'POST' })).text()).toBe('api')
})
