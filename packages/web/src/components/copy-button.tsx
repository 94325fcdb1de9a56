import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { strings } from '../strings/strings.ts';
import { IconButton } from './icon-button.tsx';

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text, label }: { readonly text: () => string; readonly label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text());
    setCopied(true);
  };
  return (
    <IconButton
      icon={copied ? Check : Copy}
      label={copied ? strings.common.copied : (label ?? strings.common.copy)}
      onClick={() => void copy().catch(() => setCopied(false))}
    />
  );
}
