/** Rows of one kind. `save` inserts or replaces by id; a broken unique rule throws `conflict`. */
export interface Repository<Entity extends { readonly id: string }> {
  find(id: string): Promise<Entity | undefined>;
  save(entity: Entity): Promise<void>;
  remove(id: string): Promise<boolean>;
}
