import type { Authorized } from '../../domain/access.ts';
import type { Dialog } from '../../domain/dialog.ts';
import { AppError } from '../../domain/errors.ts';
import type { Visitor } from '../access.ts';
import type { DialectParts } from '../parts.ts';

/** The assistant with this id, or without one the tenant's first. */
export async function dialogFor(
  { repositories }: Pick<DialectParts, 'repositories'>,
  visitor: Visitor,
  dialogId: string | undefined,
): Promise<Authorized<Dialog>> {
  if (dialogId !== undefined) return visitor.dialog(dialogId);
  const [first] = await repositories.dialogs.list(visitor.principal.tenantId);
  if (first === undefined)
    throw new AppError('not-found', 'This account has no assistant yet; make one first.');
  return visitor.dialog(first.id);
}
