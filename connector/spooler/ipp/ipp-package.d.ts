/** Types of the tables in npm `ipp`, which ships none. */
declare module 'ipp/lib/tags.js' {
  const tags: Readonly<Record<string, unknown>>
  export default tags
}
declare module 'ipp/lib/enums.js' {
  const enums: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  export default enums
}
declare module 'ipp/lib/status-codes.js' {
  const statusCodes: Readonly<Record<string, unknown>>
  export default statusCodes
}
declare module 'ipp/lib/attributes.js' {
  const attributes: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  export default attributes
}
