import type { Base } from '@colloquy/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../app/queries.ts';
import { client, uploads } from '../../app/services.ts';
import { strings } from '../../strings/strings.ts';
import type { ChosenFile } from './uploads.ts';

/** Stable over renamings and languages: the base that files go to when none is open. */
const PERSONAL_KEY = 'web:my-documents';

/** Adds files to a base; without one, to the base of one's own documents, which is made when it is missing. */
export function useAddFiles(baseId: string | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (files: readonly ChosenFile[]) => {
      if (files.length === 0) return;
      const bases = await queries.ensureQueryData({
        queryKey: keys.bases,
        queryFn: ({ signal }) => client.bases(signal),
      });
      const base = bases.find(({ id }) => id === baseId) ?? (await personalBase());
      uploads.add(base, files);
      await queries.invalidateQueries({ queryKey: keys.bases, exact: true });
    },
  });
}

function personalBase(): Promise<Base> {
  return client.createBase({ name: strings.shell.personalBase, key: PERSONAL_KEY });
}
