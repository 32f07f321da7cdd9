/** Whether an address is this machine's alone. */
export const isLoopback = (host: string) => /^127\./.test(host) || host === '::1'
