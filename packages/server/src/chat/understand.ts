import type { Dialog } from '../domain/dialog.ts';
import { generateText } from '../models/generate-text.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { Prompts } from '../prompts/prompt.ts';
import { followUpContext } from './follow-up.ts';
import { stripMarks } from './repair-markers.ts';
import type { HistoryMessage } from './turn-request.ts';

/** What is searched for a question. */
export interface Understanding {
  readonly searchText: string;
  /** Words of earlier questions that set the scene; they count less. */
  readonly context?: string;
}

interface UnderstandInput {
  readonly question: string;
  /** Oldest first. */
  readonly history: readonly HistoryMessage[];
  readonly wishes: Dialog['question'];
  readonly model: ChatModel;
  readonly prompts: Prompts;
  /** ISO date, for questions about "last week". */
  readonly today: string;
  readonly signal: AbortSignal;
}

/** A longer question stands for itself, and might not even fit into the model's window. */
const LONGEST_ASKED_ABOUT = 8_000;
const REWRITE_MESSAGES = 8;
const REWRITE_CHARACTERS = 1500;
/** A rewritten question is a sentence or two; anything longer is no question. */
const LONGEST_REWRITE = 1000;
const KEYWORDS = 3;

/**
 * Turns a question into what is searched. A model that follows instructions rewrites, translates and adds keywords
 * where the dialog asks for it; each of these falls back to the plain text when the model fails. Without one, a
 * question that leans on earlier ones gets them as context.
 */
export async function understand(input: UnderstandInput): Promise<Understanding> {
  const { question, history, wishes, model } = input;
  const asked = history.some(({ role }) => role === 'user');
  const helped = model.followsInstructions && question.length <= LONGEST_ASKED_ABOUT;
  const rewritten = asked && wishes.rewriteFollowUps && helped ? await rewrite(input) : undefined;
  const plain = rewritten ?? question;
  const context = asked && rewritten === undefined ? followUpContext(question, history) : undefined;
  const [translations, keywords] = helped
    ? await Promise.all([translate(input, plain), addKeywords(input, plain)])
    : ['', ''];
  const searchText = [plain, translations, keywords].filter((text) => text !== '').join('\n');
  return context === undefined ? { searchText } : { searchText, context };
}

async function rewrite(input: UnderstandInput): Promise<string | undefined> {
  const { history, question, prompts, today } = input;
  const conversation = history
    .slice(-REWRITE_MESSAGES)
    .map(({ role, content }) => `${role === 'user' ? 'Person' : 'Assistant'}: ${clip(content)}`)
    .join('\n');
  const message = `Conversation:\n${conversation}\n\nNew question:\n${question}`;
  const answer = await tell(input, prompts.render('rewrite-question', { today }), message);
  const line = answer?.split('\n')[0]?.trim() ?? '';
  return line === '' || line.length > LONGEST_REWRITE ? undefined : line;
}

async function translate(input: UnderstandInput, question: string): Promise<string> {
  const { translateInto } = input.wishes;
  if (translateInto.length === 0) return '';
  const system = input.prompts.render('translate-question', { languages: translateInto.join(', ') });
  const lines = (await tell(input, system, question))?.split('\n') ?? [];
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && line.length <= LONGEST_REWRITE)
    .slice(0, translateInto.length)
    .join('\n');
}

async function addKeywords(input: UnderstandInput, question: string): Promise<string> {
  if (!input.wishes.addKeywords) return '';
  const system = input.prompts.render('keywords', { count: String(KEYWORDS) });
  const line = (await tell(input, system, question))?.trim().split('\n')[0] ?? '';
  const keywords = line.split(/[,;、，]/).map((word) => word.trim());
  return keywords
    .filter((word) => word !== '' && word.length <= 80)
    .slice(0, KEYWORDS)
    .join(' ');
}

/** One short call; undefined when the model fails. Only the abort of the turn itself goes through. */
async function tell({ model, signal }: UnderstandInput, system: string, message: string) {
  try {
    const { text } = await generateText(model, {
      system,
      messages: [{ role: 'user', content: [{ type: 'text', text: message }] }],
      settings: { temperature: 0 },
      signal,
    });
    return text.trim();
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function clip(content: string): string {
  const text = stripMarks(content.slice(0, 4 * REWRITE_CHARACTERS));
  return text.length > REWRITE_CHARACTERS ? `${text.slice(0, REWRITE_CHARACTERS)} ...` : text;
}
