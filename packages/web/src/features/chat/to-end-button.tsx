import { ArrowDown } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { strings } from '../../strings/strings.ts';

/** Leads back to the newest words after the person has scrolled up. */
export function ToEndButton({ onClick }: { readonly onClick: () => void }) {
  return (
    <Button
      onClick={onClick}
      className="absolute -top-10 left-1/2 z-10 -translate-x-1/2 rounded-full shadow-card motion-safe:animate-appear"
    >
      <ArrowDown aria-hidden size={16} />
      {strings.chat.toEnd}
    </Button>
  );
}
