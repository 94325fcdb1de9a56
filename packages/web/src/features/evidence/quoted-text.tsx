import { cutPassage, type Span } from './cut-passage.ts';

export interface QuotedTextProps {
  readonly text: string;
  /** Place of the text's first character in its document. */
  readonly origin: number;
  readonly quotes: readonly Span[];
}

/** Text of a document with quotes marked softly, and a bar in the margin of their paragraphs. */
export function QuotedText({ text, origin, quotes }: QuotedTextProps) {
  return cutPassage(text, origin, quotes).map((pieces) => {
    const quoted = pieces.some((piece) => piece.quoted);
    return (
      <p
        key={pieces[0]?.at}
        data-quoted={quoted}
        className="wrap-anywhere whitespace-pre-wrap border-transparent border-l-2 py-1.5 pl-3 data-[quoted=true]:border-accent"
      >
        {pieces.map((piece) =>
          piece.quoted ? (
            <mark key={piece.at} className="rounded-sm bg-tint box-decoration-clone py-0.5 text-ink">
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
      </p>
    );
  });
}
