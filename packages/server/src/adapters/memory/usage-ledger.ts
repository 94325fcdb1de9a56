import type { Usage } from '../../domain/chat-event.ts';
import type { ModelRef } from '../../domain/model.ts';
import type { UsageLedger } from '../../ports/usage-ledger.ts';

/** A ledger that forgets when the process ends: for tests. */
export function createMemoryUsageLedger(): UsageLedger {
  const tenants = new Map<string, Map<ModelRef, Usage>>();
  return {
    async record({ tenantId, model, usage }) {
      const totals = tenants.get(tenantId) ?? new Map<ModelRef, Usage>();
      const before = totals.get(model) ?? { inputTokens: 0, outputTokens: 0 };
      totals.set(model, {
        inputTokens: before.inputTokens + usage.inputTokens,
        outputTokens: before.outputTokens + usage.outputTokens,
      });
      tenants.set(tenantId, totals);
    },
    totals: async (tenantId) =>
      [...(tenants.get(tenantId) ?? [])]
        .map(([model, usage]) => ({ model, usage }))
        .sort((a, b) => (a.model < b.model ? -1 : 1)),
  };
}
