import { createStore } from './store.ts';

/** True while the server cannot be reached. */
export const connectionLost = createStore(false);

/** True while the browser knows of no network at all. */
export const deviceOffline = createStore(!navigator.onLine);

addEventListener('online', () => deviceOffline.set(false));
addEventListener('offline', () => {
  deviceOffline.set(true);
  connectionLost.set(true);
});
