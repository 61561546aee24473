/** Filters that a person gave a name, kept in this browser. */
import { createStore } from '../app/store.ts'

export interface SavedView {
  readonly name: string
  /** All of the address after `?`. */
  readonly search: string
}

const KEY = 'keybrake-views'
const VIEWS_MAX = 30

export const savedViews = createStore<readonly SavedView[]>(read())

/** One of the same name is replaced. */
export const saveView = (view: SavedView): void =>
  write([...savedViews.get().filter(({ name }) => name !== view.name), view].slice(-VIEWS_MAX))

export const forgetView = (name: string): void => write(savedViews.get().filter((view) => view.name !== name))

function write(views: readonly SavedView[]): void {
  savedViews.set(views)
  try {
    localStorage.setItem(KEY, JSON.stringify(views))
  } catch {
    // Storage may be forbidden or full: they last as long as the page.
  }
}

function read(): readonly SavedView[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isView) : []
  } catch {
    return []
  }
}

const isView = (value: unknown): value is SavedView =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'search' in value &&
  typeof value.search === 'string'
