/** Which addresses a connector may talk to: HTTPS anywhere, plain HTTP only inside this machine. */
import { UsageError } from './doors.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Without a trailing slash. Throws UsageError. */
export function parseApiUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null) throw new UsageError(`\`${text}\` is not a URL`)
  const plainHere = url.protocol === 'http:' && LOOPBACK.test(url.hostname)
  if (url.protocol !== 'https:' && !plainHere) {
    throw new UsageError(`\`${text}\` must be https (plain http is for this machine only)`)
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`\`${text}\` must be scheme, host and path only`)
  }
  return url.href.replace(/\/+$/, '')
}
