import { strings } from '../../strings/strings.ts';
import type { TurnState } from './fold-turn.ts';

/** How an answer came about: what was searched, with what, and how long each stage took. */
export function AnswerTraceTable({ state }: { readonly state: TurnState }) {
  const { trace, usage } = state;
  if (trace === undefined) return null;
  const words = strings.chat.traceRows;
  const time = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : strings.milliseconds(value);
  const { understand, retrieve, compose, generate, total } = trace.milliseconds;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [words.question, trace.searchText],
    [words.searched, strings.number(trace.searchedChunks)],
    [words.model, trace.model],
    [words.embedding, trace.embedding],
    [words.tokens, usage && `${strings.number(usage.inputTokens)} / ${strings.number(usage.outputTokens)}`],
    [words.understand, time(understand)],
    [words.retrieve, time(retrieve)],
    [words.compose, time(compose)],
    [words.generate, time(generate)],
    [words.total, time(total)],
  ];
  return (
    <dl className="tabular grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md border border-line px-4 py-3 text-small motion-safe:animate-appear">
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-quiet">{name}</dt>
            <dd className="wrap-anywhere">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
