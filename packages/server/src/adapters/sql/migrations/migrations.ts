import { firstTables } from './001-first-tables.ts';
import { foldedDocumentNames } from './002-folded-document-names.ts';
import { feedback } from './003-feedback.ts';
import { teamsAndKeys } from './004-teams-and-keys.ts';
import { wireFields } from './005-wire-fields.ts';

/** The history of the relational schema, oldest step first. Steps are added at the end and never changed. */
export const sqlMigrations: readonly { readonly id: string; readonly statements: readonly string[] }[] = [
  firstTables,
  foldedDocumentNames,
  feedback,
  teamsAndKeys,
  wireFields,
];
