import { useEffect, useRef, useState } from 'react';
import { strings } from '../../strings/strings.ts';
import type { TurnState } from './fold-turn.ts';

/** Tells screen readers that an answer has begun and that it has ended, not its words. */
export function Announcer({ state }: { readonly state: TurnState | undefined }) {
  const [words, setWords] = useState('');
  const wasRunning = useRef(false);
  const status = state?.status;
  const begun = status === 'running' && state?.answer.text !== '';
  useEffect(() => {
    if (begun) setWords(strings.chat.began);
    if (wasRunning.current && status !== undefined && status !== 'running') setWords(endingOf(status));
    wasRunning.current = status === 'running';
  }, [begun, status]);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {words}
    </div>
  );
}

function endingOf(status: TurnState['status']): string {
  if (status === 'stopped') return strings.chat.endedStopped;
  return status === 'done' ? strings.chat.ended : strings.chat.endedFailed;
}
