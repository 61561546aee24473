/** Preferences of this browser. Storage may be forbidden or full: then they last as long as the page. */
import { createStore, type Store } from './store.ts'

export function rememberedStore<T extends string>(name: string, allowed: readonly T[], initial: T): Store<T> {
  const store = createStore<T>(read(name, allowed) ?? initial)
  return {
    ...store,
    set: (value) => {
      try {
        localStorage.setItem(name, value)
      } catch {
        // Kept for this page only.
      }
      store.set(value)
    },
  }
}

function read<T extends string>(name: string, allowed: readonly T[]): T | undefined {
  try {
    const text = localStorage.getItem(name)
    return allowed.find((value) => value === text)
  } catch {
    return undefined
  }
}
