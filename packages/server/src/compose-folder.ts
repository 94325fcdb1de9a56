// Who holds a data folder and who uses its server: apart from the stores, so that a command which speaks to a running
// server loads none of them.
export { closeToGuests, joinAsGuest } from './adapters/sqlite/folder-guests.ts';
export { lockDataFolder } from './adapters/sqlite/folder-lock.ts';
