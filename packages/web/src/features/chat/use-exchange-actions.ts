import { newMessageId } from '@colloquy/client';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { liveTurns } from '../../app/services.ts';
import type { ExchangeState } from './merge-exchanges.ts';

/** What can be done with a question and its answers. The functions stay the same between renderings. */
export interface ExchangeActions {
  readonly conversationId: string;
  /** Opens the evidence of an answer, at one of its sources. */
  readonly pin: (turnId: string, marker?: number) => void;
  readonly askAgain: (exchange: ExchangeState) => void;
  /** Questions behind this one at the moment. */
  readonly countLater: (messageId: string) => number;
  /** Asks a changed question in the place of the old one and of all behind it. */
  readonly edit: (exchange: ExchangeState, question: string) => void;
}

/** Stable functions, so that finished exchanges are not rendered again. */
export function useExchangeActions(
  conversationId: string,
  chosen: readonly string[],
  exchanges: readonly ExchangeState[],
): ExchangeActions {
  const navigate = useNavigate({ from: '/c/$conversationId' });
  const bases = chosen.join(' ');
  const pin = useCallback(
    (turnId: string, marker?: number) =>
      void navigate({
        search: marker === undefined ? { answer: turnId } : { answer: turnId, source: marker },
      }),
    [navigate],
  );
  const askAgain = useCallback<ExchangeActions['askAgain']>(
    ({ id, question, answers, replaces }) => {
      const named = { conversationId, messageId: id, question };
      const last = answers.at(-1);
      if (last?.turnId !== undefined && last.problem?.code === 'unreachable') {
        liveTurns.follow(named, last.turnId);
        return;
      }
      const previousTurnId = answers.findLast(({ turnId }) => turnId !== undefined)?.turnId;
      liveTurns.ask({
        ...named,
        ...searching(bases),
        ...(replaces === undefined ? {} : { replaces }),
        ...(previousTurnId === undefined ? {} : { previousTurnId }),
      });
    },
    [conversationId, bases],
  );
  const edit = useCallback<ExchangeActions['edit']>(
    (exchange, question) => {
      const messageId = newMessageId();
      liveTurns.ask({ conversationId, messageId, question, ...searching(bases), replaces: exchange.id });
    },
    [conversationId, bases],
  );
  const latest = useRef(exchanges);
  useEffect(() => {
    latest.current = exchanges;
  }, [exchanges]);
  const countLater = useCallback(
    (messageId: string) => latest.current.length - 1 - latest.current.findIndex(({ id }) => id === messageId),
    [],
  );
  return useMemo(
    () => ({ conversationId, pin, askAgain, edit, countLater }),
    [conversationId, pin, askAgain, edit, countLater],
  );
}

function searching(bases: string): { readonly baseIds?: readonly string[] } {
  return bases === '' ? {} : { baseIds: bases.split(' ') };
}
