import type { Base } from '@colloquy/protocol';
import { Check, ChevronDown, LibraryBig } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button } from '../../components/button.tsx';
import { MENU_ROW, Menu } from '../../components/menu.tsx';
import { strings } from '../../strings/strings.ts';

export interface BasePickerProps {
  readonly bases: readonly Base[];
  /** None: wherever the assistant searches by itself. */
  readonly chosen: readonly string[];
  readonly onChoose: (baseIds: readonly string[]) => void;
}

/** Where to search, as a quiet pill. */
export function BasePicker({ bases, chosen, onChoose }: BasePickerProps) {
  const names = bases.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  const label =
    names.length === 0
      ? strings.chat.everything
      : (names.length === 1 && names[0]) || strings.chat.basesChosen(names.length);
  const toggle = (id: string): void =>
    onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <Menu
      side="top"
      trigger={
        <Button look="quiet" className="min-w-0 max-w-60 shrink font-normal" title={strings.chat.chooseBases}>
          <LibraryBig aria-hidden size={16} className="shrink-0" />
          <span className="truncate">{label}</span>
          <ChevronDown aria-hidden size={14} className="shrink-0" />
        </Button>
      }
    >
      <DropdownMenu.Label className="px-2 py-1 text-quiet text-small">
        {strings.chat.chooseBases}
      </DropdownMenu.Label>
      <PickerRow label={strings.chat.everything} checked={names.length === 0} onToggle={() => onChoose([])} />
      {bases.map(({ id, name }) => (
        <PickerRow key={id} label={name} checked={chosen.includes(id)} onToggle={() => toggle(id)} />
      ))}
    </Menu>
  );
}

function PickerRow(row: {
  readonly label: string;
  readonly checked: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <DropdownMenu.CheckboxItem
      checked={row.checked}
      onCheckedChange={row.onToggle}
      onSelect={(event) => event.preventDefault()}
      className={MENU_ROW}
    >
      <Check aria-hidden size={16} className={`shrink-0 ${row.checked ? '' : 'invisible'}`} />
      <span className="truncate">{row.label}</span>
    </DropdownMenu.CheckboxItem>
  );
}
