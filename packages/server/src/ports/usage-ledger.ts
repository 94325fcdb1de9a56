import type { Usage } from '../domain/chat-event.ts';
import type { ModelRef } from '../domain/model.ts';

/** Tokens used, per tenant and model. */
export interface UsageLedger {
  record(entry: {
    readonly tenantId: string;
    readonly model: ModelRef;
    readonly usage: Usage;
  }): Promise<void>;
  totals(tenantId: string): Promise<readonly { readonly model: ModelRef; readonly usage: Usage }[]>;
}
