export * from './account.ts';
export * from './chat-event.ts';
export * from './conversation.ts';
export * from './diagnosis.ts';
export * from './document.ts';
export * from './installation.ts';
export * from './problem.ts';
export * from './turn.ts';
