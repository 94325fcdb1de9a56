import { Check } from 'lucide-react';

/** Says beside a button that its deed is done; read out, too. */
export function Done({ words }: { readonly words: string | undefined }) {
  return (
    <p role="status" className="flex items-center gap-2 text-quiet">
      {words !== undefined && <Check aria-hidden size={16} className="shrink-0" />}
      {words}
    </p>
  );
}
