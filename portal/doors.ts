/** Where the world comes into the portal: clock, chance, and what this browser remembers. */

/** Milliseconds since 1970. */
export const now = (): number => Date.now()

/** A fresh key for a write, made before it is sent. */
export const makeKey = (): string => crypto.randomUUID()

/** Preferences only, never a credential. null when nothing is kept or the browser keeps nothing. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`spoolgate.${name}`)
  } catch {
    return null
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`spoolgate.${name}`, value)
  } catch {
    // A browser that keeps nothing shows the defaults again next time.
  }
}
