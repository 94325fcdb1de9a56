/** Names of documents in lower case, to find and order them by. Databases fold ASCII alone; later rows are folded by us. */
export const foldedDocumentNames = {
  id: 'sql-002-folded-document-names',
  statements: [
    `alter table documents add column folded_name text not null default ''`,
    'update documents set folded_name = lower(name)',
  ],
} as const;
