import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './precompress.ts'

const api = { '/api': 'http://127.0.0.1:3000' }

export default defineConfig({
  plugins: [react(), precompress()],
  // The content security policy allows scripts and fonts from our own files only, so nothing may be inlined.
  build: { target: 'es2022', assetsInlineLimit: 0 },
  server: { proxy: api },
  preview: { proxy: api },
})
