import { strings } from '../../strings/strings.ts';

/** What a model said to itself before it answered: folded away once the answer begins. */
export function Reasoning({ text, open }: { readonly text: string; readonly open: boolean }) {
  return (
    <details open={open} className="text-quiet">
      <summary className="w-fit rounded-md">{strings.chat.reasoning}</summary>
      <p className="wrap-anywhere mt-2 whitespace-pre-wrap border-line border-l-2 pl-3">{text}</p>
    </details>
  );
}
