/** Light, dark, or what the system says. `public/theme.js` applies the same before the first paint. */
import { rememberedStore } from './remembered.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const themeStore = rememberedStore<Theme>('keybrake-theme', THEMES, 'system')

/** Keeps the page in the chosen theme, also when the system changes its mind. */
export function applyTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const apply = (): void => {
    const chosen = themeStore.get()
    document.documentElement.dataset['theme'] = chosen === 'system' ? (system.matches ? 'dark' : 'light') : chosen
  }
  themeStore.subscribe(apply)
  system.addEventListener('change', apply)
  apply()
}
