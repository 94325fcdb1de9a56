import type { Base } from '@colloquy/protocol';
import { ChevronDown, LibraryBig } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { PickerRow } from '../../components/picker-row.tsx';
import { strings } from '../../strings/strings.ts';

export interface BasePickerProps {
  readonly bases: readonly Base[];
  /** None: wherever the assistant searches by itself. */
  readonly chosen: readonly string[];
  /** The assistant has bases of its own, and searches those unless told otherwise. */
  readonly assistantHasBases: boolean;
  readonly onChoose: (baseIds: readonly string[]) => void;
}

/** Where to search, as a quiet pill. */
export function BasePicker({ bases, chosen, assistantHasBases, onChoose }: BasePickerProps) {
  const names = bases.filter(({ id }) => chosen.includes(id)).map(({ name }) => name);
  const byItself = assistantHasBases ? strings.chat.assistantsBases : strings.chat.everything;
  const label =
    names.length === 0
      ? byItself
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
      <PickerRow stays label={byItself} checked={names.length === 0} onToggle={() => onChoose([])} />
      {bases.map(({ id, name }) => (
        <PickerRow stays key={id} label={name} checked={chosen.includes(id)} onToggle={() => toggle(id)} />
      ))}
    </Menu>
  );
}
