/** Who this connector is, for commands that talk to the cloud. */
import type { KeyObject } from 'node:crypto'
import { type Identity, loadEnrolled } from '../disk/site-state.ts'
import { parseApiUrl } from './api-url.ts'

export interface ConnectorOptions {
  readonly state: string
  /** The cloud's address, should it have moved since enrolling. */
  readonly api?: string
}

/** Throws `not-enrolled`, `state-unreadable`, UsageError. */
export async function loadConnector(
  options: ConnectorOptions,
): Promise<Identity & { key: KeyObject }> {
  const who = await loadEnrolled(options.state)
  return options.api === undefined ? who : { ...who, apiUrl: parseApiUrl(options.api) }
}
