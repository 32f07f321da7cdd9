/** What is taken for granted of a printer that tells nothing of itself: an office printer of today. */
import type { DeviceCapabilities } from './device.ts'

export const GENERIC_CAPABILITIES: DeviceCapabilities = {
  makeAndModel: 'Generic printer',
  deviceId: '',
  formats: ['application/pdf'],
  color: true,
  sides: ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'],
  copiesMax: 999,
  media: [
    { name: 'iso_a4_210x297mm', width: 21_000, height: 29_700 },
    { name: 'na_letter_8.5x11in', width: 21_590, height: 27_940 },
    { name: 'iso_a3_297x420mm', width: 29_700, height: 42_000 },
    { name: 'iso_a5_148x210mm', width: 14_800, height: 21_000 },
    { name: 'na_legal_8.5x14in', width: 21_590, height: 35_560 },
  ],
  mediaDefault: 'iso_a4_210x297mm',
  mediaReady: ['iso_a4_210x297mm'],
  mediaTypes: ['stationery'],
  mediaSources: ['auto'],
  margins: { top: 423, bottom: 423, left: 423, right: 423 },
  outputBins: ['face-down'],
  qualities: [3, 4, 5],
  resolutions: [300, 600],
  finishings: [3],
  pagesPerMinute: 20,
}
