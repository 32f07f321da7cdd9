/** Service worker: files with a hash in their name come from a cache, a page says so when there is no network; the API goes past it. */
import type { WorkerScope } from './worker-scope.ts'

declare const self: WorkerScope

const CACHE = 'spoolgate-1'
const OFFLINE_PAGE = '/offline.html'
const OFFLINE_FILES = [OFFLINE_PAGE, '/offline.css', '/icon.svg']
const HASHED_FOLDER = '/assets/'
/** Several versions of the portal; the oldest files go first. */
const FILES_LIMIT = 400

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(OFFLINE_FILES))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOtherCaches())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (pathname.startsWith(HASHED_FOLDER)) event.respondWith(fromCache(request))
  else if (OFFLINE_FILES.includes(pathname)) event.respondWith(fromNetwork(request, pathname))
  else if (request.mode === 'navigate' && isPage(pathname)) {
    event.respondWith(fromNetwork(request, OFFLINE_PAGE))
  }
})

/** Signing in leads through pages of the server's own. */
const isPage = (path: string): boolean => !path.startsWith('/auth/') && !path.startsWith('/v1/')

async function dropOtherCaches(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))
}

/** A hash names its bytes for ever, so what is there is never asked for again. */
async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept !== undefined) return kept
  const response = await fetch(request)
  if (response.ok) {
    await cache.put(request, response.clone())
    await dropOldest(cache)
  }
  return response
}

async function dropOldest(cache: Cache): Promise<void> {
  const requests = await cache.keys()
  const hashed = requests.filter(({ url }) => new URL(url).pathname.startsWith(HASHED_FOLDER))
  const tooMany = hashed.slice(0, Math.max(0, hashed.length - FILES_LIMIT))
  await Promise.all(tooMany.map((request) => cache.delete(request)))
}

async function fromNetwork(request: Request, otherwise: string): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(otherwise)
    if (kept === undefined) throw error
    return kept
  }
}
