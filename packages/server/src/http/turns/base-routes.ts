import { BaseChange, DocumentOrder, DocumentQuery, NewBase } from '@colloquy/protocol';
import type { FastifyInstance } from 'fastify';
import { type KnowledgeBase, STANDARD_BASE_SETTINGS } from '../../domain/document.ts';
import { AppError } from '../../domain/errors.ts';
import { newId } from '../../domain/id.ts';
import type { DocumentFilter } from '../../ports/repositories.ts';
import { visitorOf } from '../access.ts';
import { parse } from '../parse.ts';
import type { DialectParts } from '../parts.ts';
import { idIn, PageQuery } from './parameters.ts';
import { toBase, toLibraryDocument } from './views.ts';

/** What a column of the list is called in the store. */
const COLUMN = { name: 'name', size: 'size', passages: 'chunks', state: 'status', added: 'age' } as const;
/** A document that waits is on its way, as one that is being worked on. */
const STATUSES = {
  working: ['new', 'queued', 'working'],
  ready: ['ready'],
  failed: ['failed', 'cancelled'],
} as const;

/** Bases: made, listed, renamed, removed; their documents page by page. */
export function addBaseRoutes(app: FastifyInstance, parts: DialectParts): void {
  const { knowledgeBases, documents } = parts.repositories;
  const show = async (base: KnowledgeBase) =>
    toBase(base, await documents.counts({ tenantId: base.tenantId, knowledgeBaseId: base.id }));

  app.get('/bases', { config: { access: 'account' } }, async (request) => {
    const bases = await knowledgeBases.list(visitorOf(request).principal.tenantId);
    return Promise.all(bases.map(show));
  });

  app.post('/bases', { config: { access: 'account' } }, async (request, reply) => {
    const { tenantId } = visitorOf(request).principal;
    const { name, key } = parse(NewBase, request.body);
    const standing = key === undefined ? undefined : await knowledgeBases.findByKey(tenantId, key);
    if (standing !== undefined) return show(standing);
    if (key === undefined) await requireFreeName(parts, tenantId, name);
    const embedding = (await parts.models.embedding(tenantId)).ref;
    const time = parts.now();
    const settings = STANDARD_BASE_SETTINGS;
    const base = { id: newId(), tenantId, name, key, embedding, settings, createdAt: time, updatedAt: time };
    await knowledgeBases.save(base);
    reply.code(201);
    return show(base);
  });

  app.patch('/bases/:id', { config: { access: ['knowledge-base:write'] } }, async (request) => {
    const base = await visitorOf(request).knowledgeBase(idIn(request));
    const { name } = parse(BaseChange, request.body);
    await requireFreeName(parts, base.tenantId, name, base.id);
    const renamed = { ...base, name, updatedAt: parts.now() };
    if (!(await knowledgeBases.replace(renamed)))
      throw new AppError('not-found', 'There is no such knowledge base.');
    return show(renamed);
  });

  app.delete('/bases/:id', { config: { access: ['knowledge-base:delete'] } }, async (request, reply) => {
    await parts.library.removeBase(await visitorOf(request).knowledgeBase(idIn(request)));
    reply.code(204);
  });

  app.get('/bases/:id/documents', { config: { access: ['knowledge-base:read'] } }, async (request) => {
    const page = parse(PageQuery, request.query);
    const query = parse(DocumentQuery, request.query);
    const { sort, direction } = parse(DocumentOrder, request.query);
    const filter = toFilter(await visitorOf(request).knowledgeBase(idIn(request)), query);
    const order = { by: COLUMN[sort], descending: direction === 'down' };
    const [rows, counts] = await Promise.all([documents.list(filter, page, order), documents.counts(filter)]);
    return { documents: rows.map(toLibraryDocument), total: counts.documents };
  });

  app.get('/bases/:id/document-ids', { config: { access: ['knowledge-base:read'] } }, async (request) => {
    const query = parse(DocumentQuery, request.query);
    const base = await visitorOf(request).knowledgeBase(idIn(request));
    return { ids: await documents.ids(toFilter(base, query)) };
  });
}

function toFilter({ tenantId, id }: KnowledgeBase, { search, state }: DocumentQuery): DocumentFilter {
  const statuses = state === undefined ? undefined : STATUSES[state];
  return { tenantId, knowledgeBaseId: id, search, statuses };
}

/** @throws AppError `conflict` when another base has the name already */
async function requireFreeName(
  { repositories }: DialectParts,
  tenantId: string,
  name: string,
  ownId?: string,
): Promise<void> {
  const standing = await repositories.knowledgeBases.findByName(tenantId, name);
  if (standing === undefined || standing.id === ownId) return;
  throw new AppError('conflict', `There is a base named "${name}" already; choose another name.`, {
    field: 'name',
  });
}
