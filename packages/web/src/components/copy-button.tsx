import { Check, Copy, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { strings } from '../strings/strings.ts';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

export interface CopyButtonProps {
  readonly text: () => string;
  /** Words beside the picture; without them it is named by its tooltip. */
  readonly words?: string;
  /** What is copied, where it is not the text beside the button. */
  readonly icon?: LucideIcon;
  readonly label?: string;
}

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text, words, icon = Copy, label: name }: CopyButtonProps) {
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
  // Browsers have no clipboard for pages that come over plain HTTP from another machine.
  if (navigator.clipboard === undefined) return null;
  const Icon = copied ? Check : icon;
  const label = copied ? strings.common.copied : (words ?? name ?? strings.common.copy);
  const onClick = (): void => void copy().catch(() => setCopied(false));
  if (words === undefined) return <IconButton icon={Icon} label={label} onClick={onClick} />;
  return (
    <Button look="quiet" onClick={onClick}>
      <Icon aria-hidden size={16} />
      {label}
    </Button>
  );
}
