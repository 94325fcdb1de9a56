import type { Answer } from '@colloquy/protocol';
import { useMemo } from 'react';
import { AnswerContext } from './answer-context.ts';
import { markCitations, numberCitations } from './mark-citations.ts';
import { MarkdownBlock } from './markdown-block.tsx';
import { nestsTooDeep } from './nests-too-deep.ts';
import { splitBlocks, withoutOpenTable } from './split-blocks.ts';
import './answer-text.css';

export interface AnswerTextProps {
  readonly answer: Answer;
  /** Shows a caret at the end. */
  readonly streaming: boolean;
  readonly onPin: (marker: number) => void;
}

/** The text of an answer with its citations as chips. Only the block that grows is rendered again. */
export function AnswerText({ answer, streaming, onPin }: AnswerTextProps) {
  const { text, citations } = answer;
  const all = useMemo(
    () => (nestsTooDeep(text) ? undefined : splitBlocks(markCitations(text, citations))),
    [text, citations],
  );
  const blocks = streaming && all ? withoutOpenTable(all) : all;
  const value = useMemo(
    () => ({ answer, numbers: numberCitations(answer.citations), onPin }),
    [answer, onPin],
  );
  return (
    <AnswerContext value={value}>
      <div className="answer-text" data-streaming={streaming}>
        {blocks === undefined && <p className="whitespace-pre-wrap">{text}</p>}
        {blocks?.map(({ at, text: block }) => (
          <MarkdownBlock key={at} text={block} />
        ))}
      </div>
    </AnswerContext>
  );
}
