import { useNavigate, useSearch } from '@tanstack/react-router';
import { EvidencePanel } from '../evidence/evidence-panel.tsx';
import type { ExchangeState } from './merge-exchanges.ts';
import type { ExchangeActions } from './use-exchange-actions.ts';

export interface OpenEvidenceProps {
  readonly exchanges: readonly ExchangeState[];
  readonly pin: ExchangeActions['pin'];
}

/** The evidence of the answer that the address names. */
export function OpenEvidence({ exchanges, pin }: OpenEvidenceProps) {
  const { answer: turnId, source } = useSearch({ from: '/app/c/$conversationId' });
  const navigate = useNavigate({ from: '/c/$conversationId' });
  const state = exchanges.flatMap(({ answers }) => answers).find((answer) => answer.turnId === turnId);
  if (turnId === undefined || state === undefined) return null;
  return (
    <EvidencePanel
      key={turnId}
      answer={state.answer}
      open={source}
      onOpen={(marker) => pin(turnId, marker)}
      onClose={() => void navigate({ search: {} })}
    />
  );
}
