/** What browsers are told with every file of the portal: nothing inline, nothing from elsewhere, hashed files for good. */

/** Icons of the kit's stylesheet are `data:` images; nothing else comes from outside a file. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const PERMISSIONS_POLICY = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'

/** Files below this carry their content's hash in their name. */
export const HASHED_FOLDER = 'assets'
export const CACHE_HASHED = 'public, max-age=31536000, immutable'
export const CACHE_OTHERS = 'no-cache'
