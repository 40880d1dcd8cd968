import { defineConfig } from '@playwright/test'
import journeys from '../playwright.config.ts'

// The pictures of docs/guide: npm run guide.
export default defineConfig({
  ...journeys,
  testDir: '.',
  testMatch: 'pictures.ts',
  outputDir: '../../test-results',
  timeout: 180_000,
})
