import { defineConfig } from 'vitest/config'
import { fileURLToPath } from 'node:url'

const electronFake = fileURLToPath(new URL('./main/desktop/testing/electronFake.ts', import.meta.url))

export default defineConfig({
  test: {
    projects: [
      {
        // Importing the npm package "electron" in plain Node tries to download it: one shared, recording fake stands in.
        resolve: { alias: { electron: electronFake } },
        test: {
          name: 'node',
          environment: 'node',
          include: ['{main,models,config,preload,scripts,bench,e2e}/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
        },
      },
      { test: { name: 'renderer', environment: 'happy-dom', include: ['renderer/**/*.test.{ts,tsx}'], setupFiles: ['./renderer/testing/setup.ts'] } },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: ['{main,config,scripts,bench}/**/*.integration.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
