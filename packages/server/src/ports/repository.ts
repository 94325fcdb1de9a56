/** Rows of one kind. `save` inserts or replaces by id; a broken unique rule throws `conflict`. */
export interface Repository<Entity extends { readonly id: string }> {
  find(id: string): Promise<Entity | undefined>;
  save(entity: Entity): Promise<void>;
  /**
   * Replaces the row with this id. False when there is none: a change of something that was removed meanwhile must not
   * bring it back.
   */
  replace(entity: Entity): Promise<boolean>;
  remove(id: string): Promise<boolean>;
}
