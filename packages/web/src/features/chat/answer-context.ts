import type { Answer } from '@colloquy/protocol';
import { createContext, useContext } from 'react';

/** What the chips of one answer need. A context, so that finished blocks are not rendered again for it. */
export interface AnswerContextValue {
  readonly answer: Answer;
  /** The number on the chip of each marker. */
  readonly numbers: ReadonlyMap<number, number>;
  /** Pins a source in the evidence panel. */
  readonly onPin: (marker: number) => void;
}

export const AnswerContext = createContext<AnswerContextValue | undefined>(undefined);

/** The answer around a chip. */
export function useAnswer(): AnswerContextValue {
  const value = useContext(AnswerContext);
  if (value === undefined) throw new Error('A citation chip stands outside of an answer.');
  return value;
}
