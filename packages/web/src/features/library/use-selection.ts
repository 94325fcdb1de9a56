import type { SelectionResult } from '@colloquy/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../../app/queries.ts';
import { client } from '../../app/services.ts';

/** Documents of one request: few enough for the figures to move. */
const AT_ONCE = 25;

export type SelectionAction = 'delete' | 'retry';

export interface SelectionProgress {
  readonly action: SelectionAction;
  readonly done: number;
  readonly all: number;
}

/** Does something with many documents of a base, part by part, and says how far it is. */
export function useSelectionAction(baseId: string) {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<SelectionProgress>();
  const run = useMutation({
    mutationFn: async ({
      action,
      ids,
    }: {
      readonly action: SelectionAction;
      readonly ids: readonly string[];
    }): Promise<SelectionResult['left']> => {
      const act = action === 'delete' ? client.deleteDocuments : client.retryDocuments;
      const left: SelectionResult['left'] = [];
      for (let start = 0; start < ids.length; start += AT_ONCE) {
        setProgress({ action, done: start, all: ids.length });
        left.push(...(await act(baseId, ids.slice(start, start + AT_ONCE))).left);
      }
      return left;
    },
    onSettled: async () => {
      setProgress(undefined);
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.documents(baseId) }),
        queries.invalidateQueries({ queryKey: keys.bases, exact: true }),
        queries.invalidateQueries({ queryKey: keys.installation }),
      ]);
    },
  });
  return { progress, run };
}
