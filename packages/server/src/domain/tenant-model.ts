import type { ModelKind } from './model.ts';

/** A model that a tenant may use because it has given a key for it. One a tenant, provider, kind and name. */
export interface TenantModel {
  readonly id: string;
  readonly tenantId: string;
  /** For instance `ZHIPU-AI` or `OpenAI-API-Compatible`. */
  readonly provider: string;
  readonly kind: ModelKind;
  readonly name: string;
  /** The provider's key, encrypted; told to nobody again. */
  readonly sealedKey?: string;
  /** Absent: the provider's own address. */
  readonly baseUrl?: string;
  /** Size of the window in tokens. */
  readonly maxTokens?: number;
  readonly enabled: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}
