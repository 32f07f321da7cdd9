/** An IPP printer behind the queue. */
import { Problem } from '#shared/contracts/problem.ts'
import type { Device, DeviceStatus } from './device.ts'
import type { DeviceDoors } from './device-doors.ts'
import { deliverByIpp, reasonOf } from './ipp-delivery.ts'
import type { IppPrinter } from './ipp-printer.ts'
import {
  PRINTER_ATTRIBUTES,
  type PrinterAbilities,
  parsePrinter,
  parseStatus,
  STATUS_ATTRIBUTES,
} from './parse-printer.ts'
import { drawsWatermark } from './printable.ts'

/** `fetchLifeSides`: sides in the printer's life, asked beside IPP; null = not told. */
export function makeIppDevice(
  printer: IppPrinter,
  doors: DeviceDoors,
  fetchLifeSides: (signal: AbortSignal) => Promise<number | null> = async () => null,
): Device {
  let known: PrinterAbilities | null = null
  const counting = { isProved: false }

  const fetchAbilities = async (signal: AbortSignal) => {
    known = parsePrinter(await printer.fetchPrinter(PRINTER_ATTRIBUTES, signal))
    return known
  }
  const askStatus = async (signal: AbortSignal): Promise<DeviceStatus> => {
    try {
      return parseStatus(await printer.fetchPrinter(STATUS_ATTRIBUTES, signal))
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Problem)) throw error
      const reasons = [reasonOf(error)]
      return { state: 'offline', reasons, detail: error.detail, lifeSides: null }
    }
  }

  return {
    fetchCapabilities: async (signal) => (await fetchAbilities(signal)).capabilities,
    async fetchStatus(signal) {
      const [status, lifeSides] = await Promise.all([askStatus(signal), fetchLifeSides(signal)])
      return { ...status, lifeSides }
    },
    deliver: (delivery, onProgress, signal) =>
      deliverByIpp(delivery, onProgress, signal, {
        printer,
        doors,
        abilities: async () => known ?? (await fetchAbilities(signal)),
        fetchStatus: askStatus,
        counting,
      }),
    // A printer that was never heard of has printed nothing either.
    drawsWatermark: (format) => known !== null && drawsWatermark(format, known),
    async close() {
      printer.close()
    },
  }
}
