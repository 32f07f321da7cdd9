/** The cloud for a single command: the enrolled identity, the stored clock offset, the environment's proxy. */

import type { KeyObject } from 'node:crypto'
import { connectorKeyId, enrollKeyId } from '#shared/contracts/credentials.ts'
import { type Cloud, openCloud } from '../cloud/client.ts'
import type { SigningIdentity } from '../cloud/sign.ts'
import {
  type Identity,
  loadClockOffset,
  publicKeyText,
  saveClockOffset,
} from '../disk/site-state.ts'
import { VERSION } from '../version.ts'
import type { CommandDoors } from './doors.ts'

const PROXY_NAMES = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']
const OFFSET_STEP_MS = 5_000

/** Runs `work` with the cloud and closes it. */
export function withCloud<T>(
  folder: string,
  who: Identity & { key: KeyObject },
  doors: CommandDoors,
  work: (cloud: Cloud) => Promise<T>,
): Promise<T> {
  const keyId = connectorKeyId(who.tenantId, who.connectorId)
  return use(folder, who.apiUrl, { keyId, privateKey: who.key }, doors, work)
}

/** As a device that has a key and no name yet. */
export function withCloudToEnroll<T>(
  folder: string,
  apiUrl: string,
  key: KeyObject,
  doors: CommandDoors,
  work: (cloud: Cloud) => Promise<T>,
): Promise<T> {
  const keyId = enrollKeyId(publicKeyText(key))
  return use(folder, apiUrl, { keyId, privateKey: key }, doors, work)
}

export function readProxy(environment: CommandDoors['environment']): Record<string, string> {
  const found = PROXY_NAMES.map((name) => [name, environment(name)] as const)
  return Object.fromEntries(
    found.filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

async function use<T>(
  folder: string,
  apiUrl: string,
  identity: SigningIdentity,
  doors: CommandDoors,
  work: (cloud: Cloud) => Promise<T>,
): Promise<T> {
  const savedMs = await loadClockOffset(folder)
  const cloud = openCloud({
    apiUrl,
    identity,
    clock: doors.clock,
    clockOffsetMs: savedMs,
    userAgent: `spoolgate-connector/${VERSION}`,
    proxy: readProxy(doors.environment),
  })
  try {
    return await work(cloud)
  } finally {
    cloud.close()
    if (Math.abs(cloud.clockOffsetMs - savedMs) > OFFSET_STEP_MS) {
      await saveClockOffset(folder, cloud.clockOffsetMs)
    }
  }
}
