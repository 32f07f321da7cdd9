// A browser without a browser: follows redirects by hand and keeps cookies, so that every step can be looked at.
export interface Jar {
  readonly cookies: Map<string, string>
  /** For the `Cookie` header. */
  text(): string
  /** Takes values of `Set-Cookie`; an empty value or an age of 0 drops one. */
  take(values: readonly string[]): void
}

export function makeJar(): Jar {
  const cookies = new Map<string, string>()
  return {
    cookies,
    text: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    take: (values) => {
      for (const value of values) {
        const [pair = '', ...attributes] = value.split('; ')
        const at = pair.indexOf('=')
        const name = pair.slice(0, at)
        const gone = pair.length === at + 1 || attributes.some((one) => /^Max-Age=0$/i.test(one))
        if (gone) cookies.delete(name)
        else cookies.set(name, pair.slice(at + 1))
      }
    },
  }
}

const STEPS_LIMIT = 10

/** From the provider's authorization address to the address it sends the browser back to, name and password given. */
export async function passProvider(
  authorizationUrl: string,
  username: string,
  password: string,
  jar = makeJar(),
): Promise<string> {
  const provider = new URL(authorizationUrl).origin
  let request: { url: string; init: RequestInit } = { url: authorizationUrl, init: {} }
  for (let step = 0; step < STEPS_LIMIT; step++) {
    const response = await fetch(request.url, {
      ...request.init,
      redirect: 'manual',
      headers: { cookie: jar.text() },
    })
    jar.take(response.headers.getSetCookie())
    const location = response.headers.get('location')
    if (location !== null) {
      const next = new URL(location, request.url).href
      await response.body?.cancel()
      if (new URL(next).origin !== provider) return next
      request = { url: next, init: {} }
    } else if (response.status === 200 && (await response.text()).includes('type="password"')) {
      const body = new URLSearchParams({ username, password })
      request = { url: request.url, init: { method: 'POST', body } }
    } else {
      throw new Error(`the provider answers ${response.status}`)
    }
  }
  throw new Error('the provider sends the browser round in circles')
}
