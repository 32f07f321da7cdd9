/** The shape of a PCL command: ESC, class, group, value, terminator. */

/** The value field of a command. */
export interface Value {
  /** Without its sign. */
  amount: number
  isNegative: boolean
  /** It had a sign: the move is from where the cursor is. */
  isRelative: boolean
}

/** Class and group of a command as one number, like `&l`. */
export function prefixOf(text: string): number {
  return (text.charCodeAt(0) << 8) | (text.length > 1 ? text.charCodeAt(1) : 0)
}
