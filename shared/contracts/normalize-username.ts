/** One form of a name, apart from the schema of ids, so that the engine needs no schema library. */

/** `" Alice "` → `"alice"`: the one form in which names are stored and compared. */
export function normalizeUsername(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}
