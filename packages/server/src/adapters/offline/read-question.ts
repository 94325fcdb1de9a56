import { splitSentences } from '../../text/sentences.ts';
import { tokenize } from '../../text/tokenize.ts';
import { type QuestionKind, questionKind, withoutQuestionPhrases } from './question-kind.ts';

/** A message, read as a question. */
export interface ReadQuestion {
  /** The sentences that ask. */
  readonly asked: string;
  /** What else was said, in the message and before it: helps to find, need not be found. */
  readonly background: string;
  readonly kind: QuestionKind;
  /** The text whose likeness to a passage counts. */
  readonly gist: string;
}

/** A question with no more terms than this leans on what was said before. */
const FEW_TERMS = 4;
const ASKS = /[?？]\s*["”')\]]*$/;

/** Tells what a message asks from what it tells; a short follow-up takes its kind and gist from the question before. */
export function readQuestion(message: string, context: string): ReadQuestion {
  const sentences = splitSentences(message).map(({ start, end }) => message.slice(start, end));
  const asking = sentences.filter((sentence) => ASKS.test(sentence));
  const asked = asking.length > 0 ? asking.join(' ') : message;
  const told = asking.length > 0 ? sentences.filter((sentence) => !ASKS.test(sentence)).join(' ') : '';
  const leans = context !== '' && tokenize(withoutQuestionPhrases(asked)).length <= FEW_TERMS;
  const kind = questionKind(asked);
  return {
    asked,
    background: `${told}\n${context}`.trim(),
    kind: kind === 'other' && leans ? questionKind(context) : kind,
    gist: leans ? `${message} ${message} ${context}` : message,
  };
}
