import { strings } from '../../strings/strings.ts';

const LONGEST = 60;

/** A name for a conversation, from its first question: one line, cut between words. */
export function nameFor(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  if (line === '') return strings.chat.untitledQuestion;
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST);
  // Scripts without blanks have no word to end at.
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST / 2)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
