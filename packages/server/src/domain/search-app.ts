import type { JsonObject } from './json.ts';

/** A search page over some bases, with settings of its own. */
export interface SearchApp {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly description: string;
  /** An image as a data URL. */
  readonly avatar?: string;
  readonly createdBy: string;
  /** As its clients sent it; unknown names stay. */
  readonly config: JsonObject;
  readonly createdAt: number;
  readonly updatedAt: number;
}
