/** Colours of the page's theme, read when something is drawn: a canvas does not follow a style sheet by itself. */
export type Tone =
  | 'series-1'
  | 'series-2'
  | 'series-3'
  | 'series-4'
  | 'series-5'
  | 'series-6'
  | 'series-rest'
  | 'accent'
  | 'warn-fill'
  | 'ink-2'
  | 'stop'

export const SERIES_TONES: readonly Tone[] = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6']

export const colourOf = (name: Tone | 'ink-3' | 'line'): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** Calls back whenever the theme changes. @returns ends it */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}
