import { DocumentSelection, type SelectionResult } from '@colloquy/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authorized } from '../../domain/access.ts';
import type { Document } from '../../domain/document.ts';
import { AppError, toProblem } from '../../domain/errors.ts';
import { visitorOf } from '../access.ts';
import { parse } from '../parse.ts';
import type { DialectParts } from '../parts.ts';
import { idIn } from './parameters.ts';

/** What is done with many documents of one base at once; each has its own outcome. */
export function addSelectionRoutes(app: FastifyInstance, { library }: DialectParts): void {
  app.post(
    '/bases/:id/removals',
    { config: { access: ['knowledge-base:write', 'document:delete'] } },
    (request) => eachOf(request, (document) => library.remove(document)),
  );

  app.post(
    '/bases/:id/retries',
    { config: { access: ['knowledge-base:write', 'document:write'] } },
    (request) => eachOf(request, (document) => library.retry(document)),
  );
}

async function eachOf(
  request: FastifyRequest,
  act: (document: Authorized<Document>) => Promise<unknown>,
): Promise<SelectionResult> {
  const visitor = visitorOf(request);
  const base = await visitor.knowledgeBase(idIn(request));
  const { ids } = parse(DocumentSelection, request.body);
  const result: SelectionResult = { done: [], left: [] };
  // One after the other: a large selection must not keep everybody else from the store.
  for (const id of new Set(ids)) {
    try {
      const document = await visitor.document(id);
      if (document.knowledgeBaseId !== base.id) throw new AppError('not-found', 'There is no such document.');
      await act(document);
      result.done.push(id);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'internal') request.log.error({ err: error, id }, 'a selected document failed');
      result.left.push({ id, problem });
    }
  }
  return result;
}
