/** Every operation of the printer by its number. */
import { OPERATION, STATUS } from '../ipp/tables.ts'
import { cancelJob, cancelMyJobs } from './cancel-jobs.ts'
import { getJobAttributes, getJobs, getPrinterAttributes } from './look-up.ts'
import { type Refusal, refusal } from './request.ts'
import { closeJob, createJob, printJob, sendDocument, sendUri, validateJob } from './submit.ts'
import type { Answer, Handle, Work } from './work.ts'

const HANDLERS: ReadonlyMap<number, Handle> = new Map<number, Handle>([
  [OPERATION['Print-Job'], printJob],
  [OPERATION['Validate-Job'], validateJob],
  [OPERATION['Create-Job'], createJob],
  [OPERATION['Send-Document'], sendDocument],
  [OPERATION['Send-URI'], sendUri],
  [OPERATION['Close-Job'], closeJob],
  [OPERATION['Cancel-Job'], cancelJob],
  [OPERATION['Cancel-My-Jobs'], cancelMyJobs],
  [OPERATION['Get-Job-Attributes'], getJobAttributes],
  [OPERATION['Get-Jobs'], getJobs],
  [OPERATION['Get-Printer-Attributes'], getPrinterAttributes],
  // There is nothing to blink or beep.
  [OPERATION['Identify-Printer'], async () => ({ status: STATUS.ok, groups: [] })],
])

/** Throws Problems of the disk and of the body's stream. */
export async function operate(work: Work): Promise<Answer | Refusal> {
  const handle = HANDLERS.get(work.request.operation)
  if (handle === undefined) {
    return refusal(STATUS.operationNotSupported, 'this printer does not have the operation')
  }
  return await handle(work)
}
