import { type Installation, ModelToCheck } from '@colloquy/protocol';
import type { FastifyInstance } from 'fastify';
import type { ModelRef } from '../../domain/model.ts';
import { visitorOf } from '../access.ts';
import { parse } from '../parse.ts';
import type { DialectParts } from '../parts.ts';

/** What the server works with and what one's account holds; whether a model answers. */
export function addInstallationRoutes(app: FastifyInstance, parts: DialectParts): void {
  const { repositories, models, settings, checkModel } = parts;

  app.get('/installation', { config: { access: 'account' } }, async (request): Promise<Installation> => {
    const { tenantId, userId } = visitorOf(request).principal;
    const [library, states, owner] = await Promise.all([
      libraryOf(parts, tenantId),
      models.list(),
      repositories.users.owner(),
    ]);
    const folder = owner?.id === userId ? settings.dataFolder : undefined;
    return {
      version: settings.version,
      library,
      maxUploadBytes: settings.maxUploadBytes,
      models: states.map(({ ref, kind, isDefault, description }) => ({ ref, kind, isDefault, description })),
      ...(folder === undefined ? {} : { dataFolder: folder }),
    };
  });

  app.post('/models/check', { config: { access: 'account' } }, async (request, reply) => {
    const { ref, kind } = parse(ModelToCheck, request.body);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return checkModel(visitorOf(request).principal.tenantId, { ref: ref as ModelRef, kind }, gone.signal);
  });
}

async function libraryOf({ repositories }: DialectParts, tenantId: string): Promise<Installation['library']> {
  const { knowledgeBases, documents } = repositories;
  const bases = await knowledgeBases.list(tenantId);
  const counts = await Promise.all(
    bases.map(({ id }) => documents.counts({ tenantId, knowledgeBaseId: id })),
  );
  const sum = (field: keyof (typeof counts)[number]): number =>
    counts.reduce((total, count) => total + count[field], 0);
  return {
    bases: bases.length,
    documents: sum('documents'),
    ready: sum('ready'),
    failed: sum('failed'),
    passages: sum('chunks'),
    bytes: sum('bytes'),
  };
}
