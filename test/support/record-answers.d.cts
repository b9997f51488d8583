/** Records every WBXML answer of this process's gateways to a directory; null stops. */
export function recordAnswers(directory: string | null): void
