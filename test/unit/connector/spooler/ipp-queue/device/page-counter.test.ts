import dgram from 'node:dgram'
import type { AddressInfo } from 'node:net'
import snmp from 'net-snmp'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchLifeSides } from '#connector/spooler/ipp-queue/device/page-counter.ts'

const LIFE_COUNT_COLUMN = '1.3.6.1.2.1.43.10.2.1.4'
const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A port of the loopback that nobody answers at. */
async function takePort(): Promise<{ socket: dgram.Socket; port: number }> {
  const socket = dgram.createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return { socket, port: (socket.address() as AddressInfo).port }
}

async function startAgent(count: number): Promise<number> {
  const { socket, port } = await takePort()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  const agent = snmp.createAgent(
    { port, address: '127.0.0.1', disableAuthorization: true },
    () => {},
  )
  closing.push(() => agent.close())
  agent.registerProvider({
    name: 'lifeCount',
    type: snmp.MibProviderType.Scalar,
    oid: `${LIFE_COUNT_COLUMN}.1`,
    scalarType: snmp.ObjectType.Counter,
    maxAccess: snmp.MaxAccess['read-only'],
  })
  // The instance of a scalar is `.0`, where a printer's table has `.1`.
  agent.getMib().setScalarValue('lifeCount', count)
  return port
}

describe('sides in a printer’s life', () => {
  it('are not told by a printer that does not answer, and nobody waits long', async () => {
    const { socket, port } = await takePort()
    closing.push(() => socket.close())
    expect(await fetchLifeSides({ host: '127.0.0.1', port })).toBeNull()
  })

  it('are not told by an agent that has no such counter', async () => {
    expect(await fetchLifeSides({ host: '127.0.0.1', port: await startAgent(7) })).toBeNull()
  })

  it('are not told by an answer that is no SNMP', async () => {
    const { socket, port } = await takePort()
    closing.push(() => socket.close())
    socket.on('message', (_, from) => socket.send('nonsense', from.port, from.address))
    expect(await fetchLifeSides({ host: '127.0.0.1', port })).toBeNull()
  })

  it('are what the printer counts', async () => {
    const { socket, port } = await takePort()
    closing.push(() => socket.close())
    // SNMPv1 GetResponse (RFC 1157 section 4.1.3) with the request's own id and OID, and Counter32 123456.
    socket.on('message', (request, from) => {
      const reply = answerWith(request, 123_456)
      socket.send(reply, from.port, from.address)
    })
    expect(await fetchLifeSides({ host: '127.0.0.1', port })).toBe(123_456)
  })
})

/** The request with GetResponse for GetRequest and a Counter32 for the NULL at its end; lengths on the way grown. */
function answerWith(request: Buffer, count: number): Buffer {
  const value = Buffer.from([0x41, 4, 0, 0, 0, 0])
  value.writeUInt32BE(count, 2)
  const reply = Buffer.concat([request.subarray(0, -2), value])
  const grown = value.length - 2
  let at = 0
  reply[at + 1]! += grown // SEQUENCE of the message
  at += 2
  at += 2 + reply[at + 1]! // version
  at += 2 + reply[at + 1]! // community
  reply[at] = 0xa2
  reply[at + 1]! += grown // the PDU
  at += 2
  for (let field = 0; field < 3; field++) at += 2 + reply[at + 1]!
  reply[at + 1]! += grown // list of bindings
  reply[at + 3]! += grown // the binding
  return reply
}
