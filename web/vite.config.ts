import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // The content security policy allows scripts and fonts from our own files only, so nothing may be inlined.
  build: { assetsInlineLimit: 0, target: 'es2022', cssCodeSplit: true },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
  preview: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
