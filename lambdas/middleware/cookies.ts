/** Cookies in and out: every one of ours is `__Host-`, so TLS, this host and the whole path come with it. */
import type { HttpEvent } from './call.ts'

const VALUE_PATTERN = /^[A-Za-z0-9._~-]*$/

/** null when it was not sent, or twice: two of one name means that somebody planted one. */
export function readCookie({ cookies = [] }: HttpEvent, name: string): string | null {
  const values = cookies
    .flatMap((one) => one.split(/;\s*/))
    .filter((one) => one.startsWith(`${name}=`))
    .map((one) => one.slice(name.length + 1))
  return values.length === 1 ? (values[0] ?? null) : null
}

/** RFC 6265bis section 4.1.3.2. Throws on a value that would need quoting: none of ours does. */
export function makeCookie(name: string, value: string, maxAgeSeconds: number): string {
  if (!VALUE_PATTERN.test(value)) throw new Error('fault: a cookie of ours needs no quoting')
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`
}

export const dropCookie = (name: string): string => makeCookie(name, '', 0)
