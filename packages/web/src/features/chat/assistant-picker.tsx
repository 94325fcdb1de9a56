import type { DialogSummary } from '@colloquy/protocol';
import { ChevronDown, MessageCircle } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { Button } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { PickerRow } from '../../components/picker-row.tsx';
import { strings } from '../../strings/strings.ts';

export interface AssistantPickerProps {
  readonly assistants: readonly DialogSummary[];
  readonly chosen: DialogSummary | undefined;
  /** Absent in a conversation that has begun: it stays with its assistant. */
  readonly onChoose?: (dialogId: string) => void;
}

/** Who answers, as a quiet pill; nothing where there is only one. */
export function AssistantPicker({ assistants, chosen, onChoose }: AssistantPickerProps) {
  if (assistants.length < 2 || chosen === undefined) return null;
  const pill = (
    <>
      <MessageCircle aria-hidden size={16} className="shrink-0" />
      <span className="truncate">{chosen.name}</span>
    </>
  );
  if (onChoose === undefined) {
    return (
      <p
        title={strings.chat.assistant}
        className="flex min-h-8 min-w-0 max-w-60 items-center gap-2 px-3 text-body text-quiet"
      >
        {pill}
      </p>
    );
  }
  return (
    <Menu
      side="top"
      trigger={
        <Button
          look="quiet"
          className="min-w-0 max-w-60 shrink font-normal"
          title={strings.chat.chooseAssistant}
        >
          {pill}
          <ChevronDown aria-hidden size={14} className="shrink-0" />
        </Button>
      }
    >
      <DropdownMenu.Label className="px-2 py-1 text-quiet text-small">
        {strings.chat.chooseAssistant}
      </DropdownMenu.Label>
      {assistants.map(({ id, name, description }) => (
        <PickerRow
          key={id}
          label={name}
          hint={description}
          checked={id === chosen.id}
          onToggle={() => onChoose(id)}
        />
      ))}
    </Menu>
  );
}
