import { client } from '../../app/services.ts';

/** What a browser shows without running anything of it in this page's origin. */
const SHOWN = new Set(['application/pdf', 'text/plain']);

/** Opens the original file in a new tab when it can be shown safely; saves it otherwise. */
export async function openOriginal(documentId: string, name: string): Promise<void> {
  const content = await client.documentContent(documentId);
  const type = content.type.split(';')[0] ?? '';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.rel = 'noopener';
  if (SHOWN.has(type)) link.target = '_blank';
  else link.download = name.split('/').at(-1) ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
