import type { ChatEvent } from '@colloquy/protocol';

type AnswerEnd = Extract<ChatEvent, { type: 'answer-end' }>;

/** What `ask --json` prints: see the README of the command line in docs/command-line.md. */
export function toResult(question: string, { answer, finishReason, usage, trace }: AnswerEnd) {
  return {
    question,
    answer: answer.text,
    finishReason,
    model: trace.model,
    citations: answer.citations.map(({ marker, documentName, quote, start, end }) => ({
      marker,
      documentName,
      quote,
      start,
      end,
    })),
    sources: answer.sources.map(({ documentName, text, score, textScore, vectorScore }) => ({
      documentName,
      text,
      score,
      textScore,
      vectorScore,
    })),
    usage,
    milliseconds: {
      understand: trace.milliseconds.understand ?? 0,
      retrieve: trace.milliseconds.retrieve ?? 0,
      compose: trace.milliseconds.compose ?? 0,
      generate: trace.milliseconds.generate ?? 0,
      total: trace.milliseconds.total ?? 0,
    },
  };
}

/** Prints the cited passages below an answer that has been streamed to the terminal. */
export function printSources(
  { answer, trace }: AnswerEnd,
  out: NodeJS.WritableStream = process.stdout,
): void {
  out.write('\n');
  const shown = new Set<string>();
  for (const { marker, documentName, quote } of answer.citations) {
    const line = `[ID:${marker}] ${documentName}\n    "${quote.replace(/\s+/g, ' ')}"\n`;
    if (!shown.has(line)) out.write(`${shown.size === 0 ? '\nSources\n' : ''}${line}`);
    shown.add(line);
  }
  if (trace.model.endsWith('@Offline') && shown.size > 0) {
    out.write(
      '\nThese are quotations from your documents; no language model is connected (see docs/models.md).\n',
    );
  }
}
