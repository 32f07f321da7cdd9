/** Waits at the door for a ring: one signed request to a queue of Amazon SQS, answered when somebody rings or in vain. */
import type { Doorbell } from '#shared/contracts/order.ts'
import { DOORBELL } from '#shared/contracts/wiring.ts'
import { CloudProblem } from './cloud-problem.ts'
import { EXCHANGE_LIMITS, openSender, type Sender } from './exchange.ts'

/** The queue answers in vain after its wait; a network may need some seconds more. */
const LIMITS = {
  ...EXCHANGE_LIMITS,
  headersMs: (DOORBELL.waitSeconds + 10) * 1_000,
  totalMs: (DOORBELL.waitSeconds + 15) * 1_000,
  replyBytes: 64 * 1024,
}

export interface Doorway {
  /**
   * True when somebody rang, false when nobody did in time. Throws `cloud-unreachable` (also when the address is not
   * valid any more) or the signal's reason.
   */
  awaitRing(doorbell: Doorbell, signal: AbortSignal): Promise<boolean>
  close(): void
}

export function openDoorway(proxy: Readonly<Record<string, string>>): Doorway {
  const senders = new Map<string, Promise<Sender>>()

  function senderFor(protocol: string): Promise<Sender> {
    const open = senders.get(protocol) ?? openSender(protocol, LIMITS, proxy)
    senders.set(protocol, open)
    return open
  }

  return {
    async awaitRing({ url }, signal) {
      const sender = await senderFor(new URL(url).protocol)
      const reply = await sender.send(
        { method: 'GET', url, headers: {}, body: new Uint8Array() },
        signal,
      )
      if (reply.status !== 200) {
        throw new CloudProblem('cloud-unreachable', `the doorbell answered ${reply.status}`)
      }
      // What the ring says does not matter: orders come from the mailbox, signed for and kept there.
      return reply.body.includes('<Message>')
    },
    close() {
      for (const sender of senders.values()) void sender.then((open) => open.close())
    },
  }
}
