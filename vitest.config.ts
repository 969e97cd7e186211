import { defineConfig } from 'vitest/config'
import { fileURLToPath } from 'node:url'

const electronFake = fileURLToPath(new URL('./main/desktop/testing/electronFake.ts', import.meta.url))

/** Suites that talk to a real service (PostgreSQL, MLflow, a Kubernetes API, a Docker engine), or to one that is away. */
const besideServices = ['main/{storage/postgres,tracking/mlflow,deploy}/**/*.integration.test.ts', 'main/cli/deployVerbs.integration.test.ts']
const patient = { environment: 'node' as const, testTimeout: 120_000, hookTimeout: 120_000 }

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
      // Real processes and files, each in a folder of its own: two at a time. A third would only take the cores away from what they start.
      { test: { ...patient, name: 'integration', include: ['{main,config,scripts,bench}/**/*.integration.test.ts'], exclude: [...besideServices, '**/node_modules/**'], maxWorkers: 2, sequence: { groupOrder: 1 } } },
      // One service, one suite at a time.
      { test: { ...patient, name: 'services', include: besideServices, fileParallelism: false, sequence: { groupOrder: 2 } } },
    ],
  },
})
