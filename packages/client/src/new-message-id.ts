/** A new random id for a question: 32 hex digits. Works on pages without TLS too, where `randomUUID` is missing. */
export function newMessageId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
