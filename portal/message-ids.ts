/** Every id of a message, from the English files: one line here for each of them. */
import type portal from './messages/en/portal.json'

export type MessageId = keyof typeof portal
