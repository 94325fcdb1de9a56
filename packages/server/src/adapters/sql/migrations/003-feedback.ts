/** What people think of answers: a thumb, and words if they gave any. */
export const feedback = {
  id: 'sql-003-feedback',
  statements: ['alter table answers add column thumb text', 'alter table answers add column feedback text'],
} as const;
