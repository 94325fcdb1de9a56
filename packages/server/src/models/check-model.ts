import { AppError, type Problem, toProblem } from '../domain/errors.ts';
import type { ModelRef } from '../domain/model.ts';
import type { ModelCatalog } from '../ports/model-catalog.ts';

export interface ModelInQuestion {
  readonly ref: ModelRef;
  readonly kind: 'chat' | 'embedding';
}

/** How far a model was reached: the provider, its door, the model, its first words. */
export type ModelStep = 'connection' | 'key' | 'model' | 'answer';

export interface ModelCheck {
  /** Until the first sign of life, or until it failed. */
  readonly milliseconds: number;
  readonly failed?: { readonly step: ModelStep; readonly problem: Problem };
}

/** A model has this long to give a sign of life. */
const MILLISECONDS = 20_000;

/** Asks a model for next to nothing, and says at which step it failed. Costs a few tokens. */
export async function checkModel(
  models: ModelCatalog,
  tenantId: string,
  model: ModelInQuestion,
  signal?: AbortSignal,
): Promise<ModelCheck> {
  const limit = AbortSignal.timeout(MILLISECONDS);
  const begun = performance.now();
  const milliseconds = (): number => Math.round(performance.now() - begun);
  try {
    await touch(models, tenantId, model, signal === undefined ? limit : AbortSignal.any([limit, signal]));
    return { milliseconds: milliseconds() };
  } catch (error) {
    signal?.throwIfAborted();
    return {
      milliseconds: milliseconds(),
      failed: { step: stepOf(error), problem: problemOf(error, limit) },
    };
  }
}

async function touch(
  models: ModelCatalog,
  tenantId: string,
  { ref, kind }: ModelInQuestion,
  signal: AbortSignal,
): Promise<void> {
  if (kind === 'embedding') {
    const model = await models.embedding(tenantId, ref);
    await model.embed(['hello'], { purpose: 'query', signal });
    return;
  }
  const model = await models.chat(tenantId, ref);
  const call = {
    system: '',
    messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'Say hello.' }] }],
    settings: { maxOutputTokens: 8 },
    signal,
  };
  for await (const _event of model.stream(call)) return;
  throw new AppError('model-unavailable', 'The model ended its answer without a word.');
}

/** An error that carries what the network said never reached the provider; one without is the provider's own. */
function stepOf(error: unknown): ModelStep {
  if (!(error instanceof AppError)) return 'answer';
  switch (error.code) {
    case 'model-auth':
    case 'model-quota':
      return 'key';
    case 'not-found':
      return 'model';
    case 'timeout':
    case 'model-unavailable':
      return error.cause === undefined ? lateStepOf(error) : 'connection';
    default:
      return 'answer';
  }
}

function lateStepOf({ code, retryable }: AppError): ModelStep {
  // A provider without the model says so for good; one in trouble may answer later.
  return code === 'model-unavailable' && !retryable ? 'model' : 'answer';
}

function problemOf(error: unknown, limit: AbortSignal): Problem {
  if (!limit.aborted) return toProblem(error);
  return toProblem(
    new AppError('timeout', `The model gave no sign of life within ${MILLISECONDS / 1000} seconds.`),
  );
}
