import type { Source } from '../domain/chunk.ts';
import { AppError } from '../domain/errors.ts';
import type { ModelMessage } from '../ports/chat-model.ts';
import { fillTemplate } from '../prompts/prompt.ts';
import { type PromptSource, renderSource } from '../text/source-block.ts';
import { stripMarks } from './repair-markers.ts';
import type { HistoryMessage } from './turn-request.ts';

/** What a prompt is made of. */
export interface PromptParts {
  /** System prompt with its holes; `{knowledge}` takes the sources, which are appended if it is missing. */
  readonly template: string;
  /** Values of the other holes. */
  readonly values: Readonly<Record<string, string>>;
  readonly question: string;
  /** Oldest first. */
  readonly history: readonly HistoryMessage[];
  /** Best first. */
  readonly sources: readonly Source[];
  /** Appended when there are sources and the answer shall cite. */
  readonly citationRules?: string;
  /** Stands in for the sources when there are none; absent in a plain chat. */
  readonly nothingFound?: string;
  /** Tokens that prompt and answer may use together. */
  readonly contextWindow: number;
  /** The most that the answer may have, if the dialog says so. */
  readonly maxOutputTokens?: number;
  readonly countTokens: (text: string) => number;
  /**
   * A cheap upper bound of that count. When everything fits by it, nothing is counted: exact counting needs a
   * vocabulary of many megabytes.
   */
  readonly tokensAtMost?: (text: string) => number;
}

/** A prompt that fits. */
export interface ComposedPrompt {
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  /** The first so many sources are in it; their place is the n of `[ID:n]`. */
  readonly sourceCount: number;
  /** At most so many tokens go in. */
  readonly inputTokens: number;
  /** The smaller of the setting and what the window leaves; absent when nothing was set. */
  readonly maxOutputTokens?: number;
}

/** Tokenisers differ from ours by a few percent, and every message costs a few tokens of framing. */
const USABLE_SHARE = 0.95;
const MESSAGE_OVERHEAD = 6;
const DEFAULT_ANSWER_TOKENS = 1024;
/** What an answer needs at the very least. */
const LEAST_ANSWER_TOKENS = 32;
/** The history's share of the room when sources want it too. */
const HISTORY_SHARE = 0.3;
/** No tokeniser packs more characters into a token of running text; longer texts need not be counted. */
const MOST_CHARACTERS_PER_TOKEN = 16;
/** Older history is not even looked at. */
const MOST_HISTORY_CHARACTERS = 200_000;

/**
 * Builds the prompt of one answer and fits it into the model's window: sources go last-ranked first, history oldest
 * first, the question never. Time is linear in what can fit, not in what was sent.
 * @throws AppError `model-context` when system prompt and question alone do not fit
 */
export function composePrompt(parts: PromptParts): ComposedPrompt {
  const { tokensAtMost, sources, history } = parts;
  const roughly = tokensAtMost && fit({ ...parts, countTokens: tokensAtMost });
  const isWhole = roughly?.sourceCount === sources.length && roughly.messages.length === history.length + 1;
  if (roughly && isWhole) return roughly;
  const fitted = fit(parts);
  if (fitted === undefined) throw tooLong(parts);
  return fitted;
}

/** Fits by one way of counting; undefined when question and frame are too long already. */
function fit(parts: PromptParts): ComposedPrompt | undefined {
  const { template, question, citationRules = '', contextWindow, countTokens } = parts;
  const usable = Math.floor(contextWindow * USABLE_SHARE);
  const rules = parts.sources.length > 0 ? citationRules : '';
  const frame = systemPrompt(parts, parts.nothingFound ?? '', rules);
  if (question.length + template.length > usable * MOST_CHARACTERS_PER_TOKEN) return undefined;
  const fixed = countTokens(frame) + countTokens(question) + 2 * MESSAGE_OVERHEAD;
  if (fixed + LEAST_ANSWER_TOKENS > usable) return undefined;

  const wanted = Math.min(parts.maxOutputTokens ?? DEFAULT_ANSWER_TOKENS, Math.floor(usable / 4));
  const room = Math.max(0, usable - fixed - wanted);
  const history = countFromEnd(parts.history, room, countTokens);
  const sourceRoom = room - Math.min(sum(history), Math.floor(room * HISTORY_SHARE));
  const sources = countFromStart(parts.sources.map(toPromptSource), sourceRoom, countTokens);
  const kept = keepNewest(parts.history, history, room - sources.tokens);

  const knowledge = sources.blocks.length > 0 ? sources.blocks.join('\n\n') : (parts.nothingFound ?? '');
  const inputTokens = fixed + sources.tokens + kept.tokens;
  const left = usable - inputTokens;
  return {
    system: systemPrompt(parts, knowledge, sources.blocks.length > 0 ? rules : ''),
    messages: [...kept.messages, { role: 'user', content: [{ type: 'text', text: question }] }],
    sourceCount: sources.blocks.length,
    inputTokens,
    ...(parts.maxOutputTokens === undefined
      ? {}
      : { maxOutputTokens: Math.min(parts.maxOutputTokens, left) }),
  };
}

/** Citation marks of earlier answers are taken out: their numbers mean other sources now. */
function toMessage({ role, content }: HistoryMessage): ModelMessage {
  if (role === 'user') return { role, content: [{ type: 'text', text: content }] };
  return { role, content: stripMarks(content) };
}

/** One pass fills everything, so braces in a source or a value are just text. */
function systemPrompt({ template, values }: PromptParts, knowledge: string, rules: string): string {
  const hasHole = template.includes('{knowledge}');
  const whole = hasHole || knowledge === '' ? template : `${template}\n\n{knowledge}`;
  const filled = fillTemplate(whole, { ...values, knowledge });
  return rules === '' ? filled : `${filled}\n\n${rules}`;
}

function toPromptSource({ chunk }: Source): PromptSource {
  const section = chunk.headings.join(' > ');
  return { document: chunk.documentName, text: chunk.text, ...(section === '' ? {} : { section }) };
}

function countFromStart(
  sources: readonly PromptSource[],
  room: number,
  countTokens: PromptParts['countTokens'],
) {
  const blocks: string[] = [];
  let tokens = 0;
  for (const [index, source] of sources.entries()) {
    const block = renderSource(source, index);
    const cost = block.length > room * MOST_CHARACTERS_PER_TOKEN ? Infinity : countTokens(block) + 1;
    if (tokens + cost > room) break;
    blocks.push(block);
    tokens += cost;
  }
  return { blocks, tokens };
}

/** Tokens of the newest messages, newest first, as many as fit. */
function countFromEnd(
  history: readonly HistoryMessage[],
  room: number,
  countTokens: PromptParts['countTokens'],
): number[] {
  const costs: number[] = [];
  let tokens = 0;
  let characters = 0;
  for (let index = history.length - 1; index >= 0; index--) {
    const content = history[index]?.content ?? '';
    characters += content.length;
    if (characters > Math.min(MOST_HISTORY_CHARACTERS, room * MOST_CHARACTERS_PER_TOKEN)) break;
    const cost = countTokens(content) + MESSAGE_OVERHEAD;
    tokens += cost;
    if (tokens > room) break;
    costs.push(cost);
  }
  return costs;
}

/** The newest messages that fit, oldest first, beginning with a question. */
function keepNewest(history: readonly HistoryMessage[], costs: readonly number[], room: number) {
  let tokens = 0;
  let count = 0;
  while (count < costs.length && tokens + (costs[count] ?? 0) <= room) tokens += costs[count++] ?? 0;
  let from = history.length - count;
  while (from < history.length && history[from]?.role === 'assistant') {
    tokens -= costs[history.length - 1 - from] ?? 0;
    from++;
  }
  return { messages: history.slice(from).map(toMessage), tokens };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Names what has to be shortened: the question, unless the instructions do not even fit without it. */
function tooLong(parts: PromptParts): AppError {
  const withoutQuestion = fit({ ...parts, question: '', history: [], sources: [] });
  const [what, fields] =
    withoutQuestion === undefined
      ? (["The assistant's instructions do", {}] as const)
      : (['The question does', { field: 'question' }] as const);
  return new AppError(
    'model-context',
    `${what} not fit into the model's window of ${parts.contextWindow} tokens. Shorten ${withoutQuestion ? 'it' : 'them'}, or choose a model with a larger window.`,
    fields,
  );
}
