/** The portal's files on one machine, with the headers, the paths and the caching that CloudFront gives them. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { CACHE_HASHED, CACHE_OTHERS, HASHED_FOLDER } from '../portal/headers.ts'
import { decode } from './routes.ts'
import type { Resource } from './stack-scope.ts'

export interface SiteSpec {
  readonly headers: Readonly<Record<string, string>>
  /** Beginnings of paths that belong to the API, like `/v1/`. */
  readonly apiPaths: readonly string[]
}

export interface SiteFiles {
  /** Answers and says so, or leaves the request to the API. */
  serve(method: string, path: string, response: ServerResponse): boolean
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

export function makeSiteFiles(folder: string, { headers, apiPaths }: SiteSpec): SiteFiles {
  return {
    serve: (method, path, response) => {
      if (apiPaths.some((start) => path.startsWith(start))) return false
      if (method !== 'GET' && method !== 'HEAD') return false
      const file = findFile(folder, path)
      const type = TYPES[extname(file ?? '')]
      if (file === null || type === undefined) {
        response.writeHead(404, { ...headers, 'cache-control': CACHE_OTHERS }).end()
        return true
      }
      const bytes = readFileSync(file)
      const hashed = path.startsWith(`/${HASHED_FOLDER}/`)
      response.writeHead(200, {
        ...headers,
        'content-type': type,
        'content-length': bytes.length,
        'cache-control': hashed ? CACHE_HASHED : CACHE_OTHERS,
      })
      response.end(method === 'HEAD' ? undefined : bytes)
      return true
    },
  }
}

/** Every path without a dot in its last segment is a page of the one application; nothing outside of the folder is a file. */
function findFile(folder: string, path: string): string | null {
  const plain = decode(path)
  const isPage = !(plain.split('/').at(-1) ?? '').includes('.')
  const file = join(folder, isPage ? 'index.html' : plain)
  if (plain.includes('\0') || !file.startsWith(folder + sep)) return null
  return existsSync(file) && statSync(file).isFile() ? file : null
}

/** From the distribution and its headers policy. */
export function readSite(
  distribution: Resource | undefined,
  policy: Resource | undefined,
): SiteSpec | null {
  if (distribution === undefined || policy === undefined) return null
  const { CacheBehaviors = [] } = distribution.properties.DistributionConfig as {
    CacheBehaviors?: { PathPattern: string }[]
  }
  return {
    apiPaths: CacheBehaviors.map(({ PathPattern }) => PathPattern.replace(/\*$/, '')),
    headers: readHeaders(policy.properties.ResponseHeadersPolicyConfig as HeadersConfig),
  }
}

interface HeadersConfig {
  readonly SecurityHeadersConfig: {
    readonly ContentSecurityPolicy: { readonly ContentSecurityPolicy: string }
    readonly FrameOptions: { readonly FrameOption: string }
    readonly ReferrerPolicy: { readonly ReferrerPolicy: string }
    readonly StrictTransportSecurity: { readonly AccessControlMaxAgeSec: number }
  }
  readonly CustomHeadersConfig: { readonly Items: readonly { Header: string; Value: string }[] }
}

function readHeaders({
  SecurityHeadersConfig: security,
  CustomHeadersConfig: custom,
}: HeadersConfig): SiteSpec['headers'] {
  return {
    'content-security-policy': security.ContentSecurityPolicy.ContentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': security.FrameOptions.FrameOption,
    'referrer-policy': security.ReferrerPolicy.ReferrerPolicy,
    'strict-transport-security': `max-age=${security.StrictTransportSecurity.AccessControlMaxAgeSec}; includeSubDomains`,
    ...Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header, Value])),
  }
}
