import { useEffect, useState } from 'react';
import { strings } from '../strings/strings.ts';

const LINES = [1, 2, 3, 4, 5, 6, 7, 8];

/** The shape of what is being loaded, shown only when loading takes longer than 200 ms. */
export function Placeholder({ lines = 3 }: { readonly lines?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div role="status" className="grid gap-3 motion-safe:animate-appear">
      <span className="sr-only">{strings.common.loading}</span>
      {LINES.slice(0, lines).map((line) => (
        <div key={line} aria-hidden className="h-5 rounded-sm bg-hover odd:w-4/5" />
      ))}
    </div>
  );
}
