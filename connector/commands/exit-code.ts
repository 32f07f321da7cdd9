/** Exit codes of every command, in one place. */
import { Problem } from '#shared/contracts/problem.ts'
import { UsageError } from './doors.ts'

export const EXIT = {
  good: 0,
  /** A check or a job failed. */
  failed: 1,
  usage: 2,
  notEnrolled: 3,
  unreachable: 4,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage
  if (!(error instanceof Problem)) return EXIT.failed
  switch (error.code) {
    case 'not-enrolled':
      return EXIT.notEnrolled
    case 'cloud-unreachable':
    case 'cloud-answer-unreadable':
    case 'too-busy':
    case 'spooler-unreachable':
    case 'spooler-answer-unreadable':
      return EXIT.unreachable
    default:
      return EXIT.failed
  }
}
