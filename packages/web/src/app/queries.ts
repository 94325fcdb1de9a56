/** The names under which server state is kept. */
export const keys = {
  status: ['status'] as const,
  account: ['account'] as const,
  installation: ['installation'] as const,
  bases: ['bases'] as const,
  documents: (baseId: string) => ['bases', baseId, 'documents'] as const,
  document: (id: string) => ['document', id] as const,
  assistants: ['assistants'] as const,
  conversations: ['conversations'] as const,
  conversation: (id: string) => ['conversations', id] as const,
  text: (documentId: string, start: number, end: number) => ['text', documentId, start, end] as const,
};
