/**
 * One build for all three ways in. Main: one ESM file per root, dependencies external (native modules and tfjs must be loaded once, from
 * node_modules). Preload: CommonJS, because a sandboxed preload cannot be a module. Renderer: the page, the same for desktop and server.
 */
import { existsSync } from 'node:fs'
import { defineConfig } from 'electron-vite'
import renderer from './renderer/vite.config.ts'

const roots = ['desktop', 'server', 'cli', 'worker', 'reading', 'beside']
const input = Object.fromEntries(roots.filter((name) => existsSync(`main/${name}.ts`)).map((name) => [name, `main/${name}.ts`]))

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node24',
      sourcemap: true,
      rolldownOptions: { input, output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: { input: { index: 'preload/index.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    ...renderer,
    root: 'renderer',
    build: { minify: true, chunkSizeWarningLimit: 4096, ...renderer.build, outDir: 'out/renderer', rolldownOptions: { ...renderer.build?.rolldownOptions, input: 'renderer/index.html' } },
  },
})
