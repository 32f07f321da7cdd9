/** What SQS answers when it refuses, by its own names. */

const CODES = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  ReceiptHandleIsInvalid: 'ReceiptHandleIsInvalid',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  InvalidAttributeName: 'InvalidAttributeName',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
  ResourceNotFoundException: 'ResourceNotFoundException',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
} as const

export type MailboxErrorType = keyof typeof CODES

/** A refusal that the sender can mend; `type` is the name of the SDK's error class. */
export class MailboxError extends Error {
  readonly type: MailboxErrorType

  constructor(type: MailboxErrorType, message: string) {
    super(message)
    this.type = type
  }

  /** The older name, which the SDK reads from "x-amzn-query-error". */
  get code(): string {
    return CODES[this.type]
  }
}
