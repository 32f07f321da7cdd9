/** Reading and writing through the cache: one hook for a page that stands, one for a page that lives, one for a write. */
import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useRef } from 'react'
import type { RouteName } from '#shared/contracts/api.ts'
import { ApiProblem, type ApiReply, type ApiRequest } from './api.ts'
import { makeKey, now } from './doors.ts'
import { useSession } from './session.tsx'

/** A tab in front asks this often; after a minute without a change it slows down to the second figure. */
const LIVE_MS = 10_000
const LIVE_IDLE_MS = 60_000
const IDLE_AFTER_MS = 60_000
const RETRIES_LIMIT = 2

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) =>
          failures < RETRIES_LIMIT && error instanceof ApiProblem && error.isPassing,
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      // A write is repeated by its person, with the same key.
      mutations: { retry: false, networkMode: 'always' },
    },
  })

export interface ReadOptions {
  readonly enabled?: boolean
}

export interface LiveOptions extends ReadOptions {
  /** Asks as often as this while something is on its way. */
  readonly everyMs?: number
}

/** What a GET answers. While another page of a list is fetched, the last one stays on screen. */
export function useRead<Name extends RouteName>(
  name: Name,
  request: ApiRequest<Name>,
  options: ReadOptions = {},
): UseQueryResult<ApiReply<Name>, Error> {
  const { api, tenantId } = useSession()
  return useQuery({
    queryKey: [tenantId, name, request],
    queryFn: ({ signal }) => api.call(name, request, { signal }),
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  })
}

/**
 * The same, kept up to date while its tab is in front. It asks again by itself and sends the ETag that it has; a push
 * doorbell can take its place without a page knowing.
 */
export function useLive<Name extends RouteName>(
  name: Name,
  request: ApiRequest<Name>,
  options: LiveOptions = {},
): UseQueryResult<ApiReply<Name>, Error> {
  const { api, tenantId, ended } = useSession()
  const seen = useRef<{ data: unknown; sinceMs: number }>({ data: undefined, sinceMs: 0 })
  return useQuery({
    queryKey: [tenantId, name, request],
    queryFn: ({ signal }) =>
      api.call(name, request, { signal, background: seen.current.data !== undefined }),
    placeholderData: keepPreviousData,
    enabled: (options.enabled ?? true) && !ended,
    refetchInterval: (query) => {
      if (query.state.data !== seen.current.data)
        seen.current = { data: query.state.data, sinceMs: now() }
      if (options.everyMs !== undefined) return options.everyMs
      return now() - seen.current.sinceMs > IDLE_AFTER_MS ? LIVE_IDLE_MS : LIVE_MS
    },
    refetchIntervalInBackground: false,
  })
}

export interface WriteOptions<Name extends RouteName> {
  /** Reads that the write makes old. */
  readonly touches: readonly RouteName[]
  readonly onDone?: (reply: ApiReply<Name>, request: ApiRequest<Name>) => void
}

/** A write with its idempotency key: the same request again, after a failure, is the same write. */
export function useWrite<Name extends RouteName>(
  name: Name,
  { touches, onDone }: WriteOptions<Name>,
): UseMutationResult<ApiReply<Name>, Error, ApiRequest<Name>> {
  const { api, tenantId } = useSession()
  const client = useQueryClient()
  const open = useRef<{ request: string; key: string } | null>(null)
  return useMutation({
    mutationFn: (request: ApiRequest<Name>) => {
      const text = JSON.stringify(request, nameFile)
      if (open.current?.request !== text) open.current = { request: text, key: makeKey() }
      return api.call(name, request, { idempotencyKey: open.current.key })
    },
    onSuccess: async (reply, request) => {
      open.current = null
      onDone?.(reply, request)
      await Promise.all(
        touches.map((touched) => client.invalidateQueries({ queryKey: [tenantId, touched] })),
      )
    },
  })
}

/** A file has no words of its own in JSON: another file is another write. */
const nameFile = (_: string, value: unknown): unknown =>
  value instanceof File ? [value.name, value.size, value.lastModified] : value
