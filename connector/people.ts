/** What the cloud knows of those who print. */
import type { CloudReply } from './cloud/client.ts'

export interface People {
  /** Throws what asking the cloud throws. */
  readonly signIn: (body: {
    readonly username: string
    readonly secret: string
  }) => Promise<CloudReply<'checkPrintPassword'>>
  /** Whose machine it is now; null = nobody's. */
  userOfAddress(address: string): string | null
}
