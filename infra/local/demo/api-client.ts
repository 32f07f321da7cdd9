// The demo speaks to its cloud as any admin's script would: HTTPS paths, bearer token, JSON.

const TIMEOUT_MS = 30_000

export interface ApiClient {
  /** Path under the tenant, like `users/alice`. Throws with the problem's detail on anything but 2xx. */
  call(method: string, path: string, body?: unknown, idempotencyKey?: string): Promise<unknown>
}

export function makeApiClient(api: string, tenantId: string, token: string): ApiClient {
  return {
    async call(method, path, body, idempotencyKey) {
      const response = await fetch(`${api}/v1/tenants/${tenantId}/${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      const text = await response.text()
      if (!response.ok)
        throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
      return text === '' ? null : JSON.parse(text)
    },
  }
}
