import { createStore } from './store.ts';

/** True while the server cannot be reached. */
export const connectionLost = createStore(false);
