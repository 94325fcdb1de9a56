import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { MENU_ROW } from './menu.tsx';

export interface PickerRowProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onToggle: () => void;
  /** The menu stays open, for more than one choice. */
  readonly stays?: boolean;
}

/** One choice of a menu, marked when it is chosen. */
export function PickerRow({ label, hint, checked, onToggle, stays = false }: PickerRowProps) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onToggle}
      onSelect={(event) => stays && event.preventDefault()}
      className={MENU_ROW}
    >
      <Check aria-hidden size={16} className={`shrink-0 self-start mt-1 ${checked ? '' : 'invisible'}`} />
      <span className="min-w-0">
        <span className="block truncate">{label}</span>
        {hint && <span className="block truncate text-quiet text-small">{hint}</span>}
      </span>
    </DropdownMenu.CheckboxItem>
  );
}
