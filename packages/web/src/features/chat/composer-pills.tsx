import { useAssistants } from '../../app/use-assistants.ts';
import { AssistantPicker } from './assistant-picker.tsx';
import { BasePicker } from './base-picker.tsx';
import type { ChosenBases } from './use-chosen-bases.ts';

export interface ComposerPillsProps {
  /** The assistant of the conversation, or the one that was chosen; without one the first. */
  readonly dialogId: string | undefined;
  /** Absent in a conversation that has begun. */
  readonly onAssistant?: (dialogId: string) => void;
  readonly bases: ChosenBases;
}

/** Who answers and where it is searched: the quiet pills of the composer. */
export function ComposerPills({
  dialogId,
  onAssistant,
  bases: { bases, chosen, choose },
}: ComposerPillsProps) {
  const { data: assistants = [] } = useAssistants();
  const begins = onAssistant !== undefined;
  const assistant = assistants.find(({ id }) => id === dialogId) ?? (begins ? assistants[0] : undefined);
  const hasBases = assistant !== undefined && !assistant.searchEverything && assistant.baseIds.length > 0;
  return (
    <>
      <AssistantPicker
        assistants={assistants}
        chosen={assistant}
        {...(onAssistant ? { onChoose: onAssistant } : {})}
      />
      {bases.length > 0 && (
        <BasePicker bases={bases} chosen={chosen} assistantHasBases={hasBases} onChoose={choose} />
      )}
    </>
  );
}
