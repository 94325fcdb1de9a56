import type { Base } from '@colloquy/protocol';
import { useState } from 'react';
import { readStored, writeStored } from '../../app/stored.ts';
import { useBases } from '../../app/use-bases.ts';

const NONE: readonly Base[] = [];

export interface ChosenBases {
  readonly bases: readonly Base[];
  readonly chosen: readonly string[];
  readonly choose: (baseIds: readonly string[]) => void;
  /** Passages in what will be searched; undefined before the bases are loaded. */
  readonly passages: number | undefined;
  /** Nothing has been added to the library. */
  readonly empty: boolean;
}

/** The bases that a conversation is asked of; the choice is kept in this browser. */
export function useChosenBases(conversationId: string | undefined): ChosenBases {
  const { data } = useBases();
  const [wanted, setWanted] = useState(() => readChoice(conversationId));
  const bases = data ?? NONE;
  // A base that has been deleted since is not asked for.
  const chosen = wanted.filter((wantedId) => bases.some(({ id }) => id === wantedId));
  const searched = chosen.length === 0 ? bases : bases.filter(({ id }) => chosen.includes(id));
  const choose = (baseIds: readonly string[]): void => {
    setWanted(baseIds);
    keepChoice(conversationId, baseIds);
  };
  const passages = data && searched.reduce((sum, base) => sum + base.passages, 0);
  const empty = data?.every(({ documents }) => documents === 0) ?? false;
  return { bases, chosen, choose, passages, empty };
}

/** Keeps the choice of a conversation; `undefined` stands for the one that is to begin. */
export function keepChoice(conversationId: string | undefined, baseIds: readonly string[]): void {
  writeStored(`bases.${conversationId ?? 'new'}`, baseIds.join(' '));
}

function readChoice(conversationId: string | undefined): readonly string[] {
  return readStored(`bases.${conversationId ?? 'new'}`)?.split(' ') ?? [];
}
