import type { Base } from '@colloquy/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../app/queries.ts';
import { client, uploads } from '../../app/services.ts';
import type { ChosenFile } from './uploads.ts';

/** The base that files go to when none is open: a new account has it, and the command line takes the same one. */
const DEFAULT_BASE = 'Library';

/** Adds files to a base; without one, to the one that the account came with, which is made when it is missing. */
export function useAddFiles(baseId: string | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (files: readonly ChosenFile[]) => {
      if (files.length === 0) return;
      const bases = await queries.ensureQueryData({
        queryKey: keys.bases,
        queryFn: ({ signal }) => client.bases(signal),
      });
      const base = bases.find(({ id }) => id === baseId) ?? (await defaultBase(bases));
      const installation = await queries
        .ensureQueryData({
          queryKey: keys.installation,
          queryFn: ({ signal }) => client.installation(signal),
        })
        .catch(() => undefined);
      uploads.add(base, files, installation?.maxUploadBytes);
      await queries.invalidateQueries({ queryKey: keys.bases, exact: true });
    },
  });
}

async function defaultBase(bases: readonly Base[]): Promise<Base> {
  return bases.find(({ name }) => name === DEFAULT_BASE) ?? client.createBase({ name: DEFAULT_BASE });
}
