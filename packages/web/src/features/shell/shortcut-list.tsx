import { strings } from '../../strings/strings.ts';

/** The keys that work on every page, with what they do. */
export function ShortcutList() {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-2">
      {rows().map(([words, keys]) => (
        <div key={words} className="contents">
          <dt>{words}</dt>
          <dd className="flex flex-wrap items-start justify-end gap-1">
            {keys.map((key) => (
              <kbd key={key} className="rounded-sm border border-line bg-paper px-2 font-sans text-small">
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function rows(): readonly (readonly [words: string, keys: readonly string[]])[] {
  const { shortcuts } = strings;
  const command = /mac|iphone|ipad/i.test(navigator.platform) ? '\u2318' : shortcuts.control;
  const { shift, escape: leave, enter } = shortcuts;
  return [
    [shortcuts.send, [enter]],
    [shortcuts.newLine, [shift, enter]],
    [shortcuts.editLast, ['\u2191']],
    [shortcuts.toComposer, [shift, leave]],
    [shortcuts.newConversation, [command, shift, 'O']],
    [shortcuts.search, [command, 'K']],
    [shortcuts.chips, ['Tab']],
    [shortcuts.close, [leave]],
    [shortcuts.list, [command, '/']],
  ];
}
