/** The address of one message, to hand on. */
export function addressOf(conversationId: string, messageId: string): string {
  const address = new URL(`/c/${encodeURIComponent(conversationId)}`, location.origin);
  address.searchParams.set('message', messageId);
  return address.href;
}
