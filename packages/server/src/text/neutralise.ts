// Every replacement is one UTF-16 unit for one, so offsets in the neutralised text are offsets in the original.

// C0 controls (but not tab and line feed), DEL and C1 controls.
const CONTROLS = /(?![\t\n])\p{Cc}/gu;

// The start of a tag that prompts and models give a meaning to: our own source delimiter, reasoning and role tags, and
// the special tokens of chat templates (`<|…|>`).
const TAG = /<(?=\s{0,4}\/?\s{0,4}(?:sources?|think|thinking|reasoning|system|tool_call)\b|\|)/gi;

// `ID` as citation marks have it: the exact mark, or with a short number behind a colon or directly after a bracket
// (`[ID 3]`, `(ref. 12)`). Longer numbers are real identifiers (`Meeting ID: 123456`).
const MARK =
  /(?<=\[)ID(?=:\d)|\bID(?=\s{0,4}[:：]\s{0,4}[\d０-９]{1,3}(?![\d０-９]))|(?<=[[({（［｛【〔]\s{0,3})(?:id|ref)s?(?=[\s:：=＝#.]{0,6}[\d０-９]{1,3}(?![\d０-９]))/gi;
const OLD_MARK = /#(?=#\d{1,3}\$\$)/g;

/**
 * Takes the force out of text that others wrote before it enters a prompt: control characters become blanks, and
 * what imitates a delimiter, a reasoning tag or a citation mark gets full-width letters instead. It stays readable,
 * keeps its length, and compares equal to the original under NFKC folding (but for control characters).
 */
export function neutralise(text: string): string {
  return text
    .replace(CONTROLS, ' ')
    .replace(TAG, '＜')
    .replace(MARK, (letters) => String.fromCharCode(...Array.from(letters, fullWidth)))
    .replace(OLD_MARK, '＃');
}

function fullWidth(letter: string): number {
  return letter.charCodeAt(0) + 0xfee0;
}
