/** A page's front matter and body. */
export interface FrontMatter {
  readonly title?: string;
  readonly body: string;
}

/** Cuts a YAML (`---`) or TOML (`+++`) block off the top of a page; of its fields only the title is read. */
export function cutFrontMatter(source: string): FrontMatter {
  const opening = /^\ufeff?(---|\+\+\+)[ \t]*\n/.exec(source);
  const fence = opening?.[1];
  if (opening === null || fence === undefined) return { body: source };
  const closing = fence === '---' ? /^(?:---|\.\.\.)[ \t]*$/m : /^\+\+\+[ \t]*$/m;
  const rest = source.slice(opening[0].length);
  const end = closing.exec(rest);
  // A thematic break at the top of a page looks the same; front matter has a "name: value" or "name = value" line.
  if (end === null || !/^[\w-]+[ \t]*[:=]/m.test(rest.slice(0, end.index))) return { body: source };
  const title = /^title[ \t]*[:=][ \t]*(.+)$/m.exec(rest.slice(0, end.index))?.[1]?.trim();
  const body = rest.slice(end.index + end[0].length);
  return title === undefined || title === '' ? { body } : { title: unquote(title), body };
}

function unquote(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}

/*
 * Code spans (any number of backticks, closed by as many, within one paragraph) come first, so that what stands in
 * them is kept; then the tags of Liquid, Jinja and Handlebars: {% … %}, {{ … }}, {# … #}, each at most 500 characters
 * so that a lone opening brace costs little.
 */
const TAGS =
  /(?<code>(?<!`)(`{1,8})(?!`)(?:(?!\n\n).){1,500}?(?<!`)\2(?!`))|\{%.{0,500}?%\}|\{\{.{0,500}?\}\}|\{#.{0,500}?#\}/gs;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Takes template tags out of Markdown, except out of code. A line that held only tags goes with them. */
export function dropTemplateTags(source: string): string {
  if (!/\{[%{#]|<table/i.test(source)) return source;
  return splitFences(source)
    .map((part) => (part.code ? part.text : joinTables(dropTags(part.text))))
    .join('');
}

function dropTags(text: string): string {
  return text.replace(TAGS, (match, code: string | undefined) => (code === undefined ? '' : match));
}

/** Markdown ends a piece of HTML at an empty line, which templates leave behind within tables. */
function joinTables(text: string): string {
  const [before = '', ...tables] = text.split(/(?=<table\b)/i);
  const joined = tables.map((part) => {
    const end = part.search(/<\/table>/i);
    return end === -1 ? part : part.slice(0, end).replace(/\n\s*\n/g, '\n') + part.slice(end);
  });
  return before + joined.join('');
}

function splitFences(source: string): readonly { readonly text: string; readonly code: boolean }[] {
  const parts: { text: string; code: boolean }[] = [];
  let fence: string | undefined;
  let lines = '';
  const flush = (code: boolean): void => {
    if (lines !== '') parts.push({ text: lines, code });
    lines = '';
  };
  for (const line of source.split(/(?<=\n)/)) {
    const mark = FENCE.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) {
      flush(false);
      fence = mark;
      lines += line;
    } else if (fence !== undefined && mark?.startsWith(fence) === true) {
      lines += line;
      fence = undefined;
      flush(true);
    } else lines += line;
  }
  flush(fence !== undefined);
  return parts;
}
