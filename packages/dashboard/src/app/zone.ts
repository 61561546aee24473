/** In which zone moments are shown. Kept in this browser; the header says which it is and switches it. */
import { rememberedStore } from './remembered.ts'

export const zoneStore = rememberedStore('keybrake-zone', ['UTC', 'local'], 'local')
