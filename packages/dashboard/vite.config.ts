import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compress } from './compress.ts'

/** In development, the server whose admin API and session the page uses. */
const server = process.env['KEYBRAKE_URL'] ?? 'http://127.0.0.1:8787'

const toServer = { target: server, changeOrigin: true, headers: { origin: server } }

export default defineConfig({
  base: '/dashboard/',
  plugins: [react(), tailwindcss(), compress()],
  build: {
    target: 'es2022',
    // The page's policy allows files of its own origin, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/vault': toServer, '/healthz': toServer, '/dashboard/session': toServer } },
})
