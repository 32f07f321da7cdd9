/** As much of a service worker's world as ours uses: the types of pages and of workers do not fit into one program. */

interface WaitingEvent {
  waitUntil(work: Promise<unknown>): void
}

interface FetchingEvent {
  readonly request: Request
  respondWith(response: Promise<Response>): void
}

/** Service Workers, section 4.1. */
export interface WorkerScope {
  readonly location: { readonly origin: string }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: WaitingEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchingEvent) => void): void
}
