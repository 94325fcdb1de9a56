import { barsBeside, type PageBox } from './page-boxes.ts';

export interface PageMarksProps {
  readonly marks: readonly PageBox[];
  /** Where the passage stands when none of its words were found on the page. */
  readonly passage: readonly PageBox[];
}

/** Room between a bar and the text, as a share of the page's width. */
const BAR_GAP = 0.018;

/** Words marked softly as with a pen, and a bar in the margin beside them. */
export function PageMarks({ marks, passage }: PageMarksProps) {
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 mix-blend-multiply">
      {marks.map(({ left, top, right, bottom }) => (
        <div
          key={`${left} ${top}`}
          data-testid="mark"
          className="absolute rounded-[2px] bg-pen"
          style={{
            left: percent(left),
            top: percent(top),
            width: percent(right - left),
            height: percent(bottom - top),
          }}
        />
      ))}
      {barsBeside(marks.length > 0 ? marks : passage).map(({ left, top, bottom }) => (
        <div
          key={`${left} ${top}`}
          data-testid="bar"
          className="absolute w-[3px] rounded-full bg-pen-bar"
          style={{
            left: percent(Math.max(left - BAR_GAP, 0.004)),
            top: percent(top),
            height: percent(bottom - top),
          }}
        />
      ))}
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
