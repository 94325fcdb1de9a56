import { ColloquyError } from '@colloquy/client';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';

export interface ProblemNoteProps {
  /** What was thrown, a problem, or its sentence. */
  readonly error: unknown;
  /** What a person can do about it. */
  readonly children?: ReactNode;
}

/** What went wrong, beside where it did, with a remedy. */
export function ProblemNote({ error, children }: ProblemNoteProps) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-md bg-danger-tint px-3 py-2">
      <CircleAlert aria-hidden size={16} className="shrink-0 text-danger" />
      <p className="min-w-0 flex-1 basis-48 wrap-anywhere">{sentenceOf(error)}</p>
      {children}
    </div>
  );
}

/** The sentence for a person in whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ColloquyError) return error.problem.message;
  if (typeof error === 'string') return error;
  const isProblem = typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
  return isProblem ? String(error.message) : strings.common.unknownProblem;
}
