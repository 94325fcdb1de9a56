import type { Settings } from '../../ports/repositories.ts';
import type { Seal } from '../../ports/seal.ts';

/**
 * Settings whose values are encrypted at rest; the name of a setting is bound to its value.
 * @throws AppError `store-unavailable` from `get` when the value was sealed with another secret
 */
export function createSealedSettings(settings: Settings, { seal, open }: Seal): Settings {
  return {
    async get(name) {
      const stored = await settings.get(name);
      return stored === undefined ? undefined : open(name, stored);
    },
    set: (name, value) => settings.set(name, seal(name, value)),
  };
}
