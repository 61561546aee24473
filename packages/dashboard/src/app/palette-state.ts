import { createStore } from './store.ts'

export const paletteOpen = createStore(false)
export const helpOpen = createStore(false)

export const openPalette = (): void => paletteOpen.set(true)
export const openHelp = (): void => helpOpen.set(true)
