import type { ReplayStore } from '@portcullis/core'

/** Any store with an atomic "set if absent" that forgets by itself. */
interface SharedStore {
  setIfAbsent(key: string, value: string, lifetimeMilliseconds: number): Promise<boolean>
}

export function sharedReplayStore(store: SharedStore): ReplayStore {
  return {
    reserve(key, expiresAt) {
      const lifetime = Math.ceil(expiresAt * 1000 - Date.now())
      return store.setIfAbsent(`dpop:${key}`, '1', Math.max(lifetime, 1))
    },
  }
}
