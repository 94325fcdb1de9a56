import type { ModelRef } from '../../domain/model.ts';
import type { UsageLedger } from '../../ports/usage-ledger.ts';
import type { SqlDatabase } from './database.ts';

/** Tokens used, as one running total for each tenant and model. */
export function createSqlUsageLedger({ queries }: SqlDatabase): UsageLedger {
  return {
    async record({ tenantId, model, usage }) {
      await queries
        .insertInto('usage_totals')
        .values({
          tenant_id: tenantId,
          model,
          input_tokens: usage.inputTokens,
          output_tokens: usage.outputTokens,
        })
        .onConflict((conflict) =>
          conflict.columns(['tenant_id', 'model']).doUpdateSet((eb) => ({
            input_tokens: eb('usage_totals.input_tokens', '+', usage.inputTokens),
            output_tokens: eb('usage_totals.output_tokens', '+', usage.outputTokens),
          })),
        )
        .execute();
    },
    async totals(tenantId) {
      const rows = await queries
        .selectFrom('usage_totals')
        .selectAll()
        .where('tenant_id', '=', tenantId)
        .orderBy('model')
        .execute();
      return rows.map((row) => ({
        model: row.model as ModelRef,
        usage: { inputTokens: row.input_tokens, outputTokens: row.output_tokens },
      }));
    },
  };
}
