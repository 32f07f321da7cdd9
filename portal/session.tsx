/** Who is signed in, by the cookie of this origin or by a token that lives in memory only; and what happens when that ends. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react'
import type { Me } from '#shared/contracts/me.ts'
import { type Api, ApiProblem, makeApi } from './api.ts'
import { reach } from './reach.ts'

export interface Session {
  readonly me: Me
  readonly api: Api
  /** The tenant that is looked at; null for a partner. */
  readonly tenantId: string | null
  readonly currency: string
  /** True after a 401: what was typed stays on screen until the person has signed in again. */
  readonly ended: boolean
  signOut(): Promise<void>
}

export interface SignIn {
  /** null while nobody has looked yet. */
  readonly state: 'looking' | 'signed-out' | 'unreachable' | 'signed-in'
  /** Looks again, for example when another tab signed in. Resolves to whether somebody is signed in. */
  look(): Promise<boolean>
  /** Resolves to whether the token opens. It is kept in memory and gone with the page. */
  useToken(token: string): Promise<boolean>
}

const SessionContext = createContext<Session | null>(null)
const SignInContext = createContext<SignIn | null>(null)

/** Where the identity provider is asked; it leads back to `path`. */
export const signInUrl = (path: string): string =>
  `/auth/sign-in?return=${encodeURIComponent(path)}`

/** Throws outside of a signed-in page. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('fault: no session above this page')
  return session
}

export function useSignIn(): SignIn {
  const signIn = useContext(SignInContext)
  if (signIn === null) throw new Error('fault: no sign-in above this page')
  return signIn
}

export interface SessionProviderProps {
  readonly children: ReactNode
  /** Shown until somebody is signed in. */
  readonly signInPage: ReactNode
}

export function SessionProvider({ children, signInPage }: SessionProviderProps) {
  const [state, setState] = useState<SignIn['state']>('looking')
  const [me, setMe] = useState<Me | null>(null)
  const [token, setToken] = useState<string | null>(null)
  const [ended, setEnded] = useState(false)

  const ask = useCallback(async (withToken: string | null): Promise<boolean> => {
    const anybody = makeApi({ ...base(withToken, null), onStatus: reach.told })
    try {
      const found = await anybody.call('showMe', {})
      setMe(found)
      setToken(withToken)
      setEnded(false)
      setState('signed-in')
      return true
    } catch (error) {
      const passing = error instanceof ApiProblem && error.isPassing
      setState((before) =>
        before === 'signed-in' ? before : passing ? 'unreachable' : 'signed-out',
      )
      return false
    }
  }, [])
  useEffect(() => {
    void ask(null)
  }, [ask])

  const signIn = useMemo<SignIn>(
    () => ({ state, look: () => ask(token), useToken: (text) => ask(text.trim()) }),
    [state, ask, token],
  )
  const api = useMemo(() => {
    const onStatus = (status: number) => {
      reach.told(status)
      if (status === 401) setEnded(true)
    }
    return makeApi({ ...base(token, me?.tenantId ?? null), onStatus })
  }, [token, me?.tenantId])
  const session = useMemo<Session | null>(() => {
    if (me === null) return null
    return {
      me,
      api,
      tenantId: me.tenantId,
      currency: me.tenant?.currency ?? 'EUR',
      ended,
      signOut: async () => {
        if (token === null) await api.call('signOut', { body: {} }).catch(() => null)
        setToken(null)
        setMe(null)
        setState('signed-out')
      },
    }
  }, [me, api, ended, token])

  return (
    <SignInContext value={signIn}>
      {session === null ? signInPage : <SessionContext value={session}>{children}</SessionContext>}
    </SignInContext>
  )
}

const base = (token: string | null, tenantId: string | null) => ({
  origin: '',
  token,
  tenantId,
})
