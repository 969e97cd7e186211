/** What the page needs of its builder, for `vite build renderer` and for the renderer section of electron-vite alike. */
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'

const config: UserConfig = {
  base: './',
  plugins: [react()],
  // plotly's dependencies speak of `global`
  define: { global: 'globalThis' },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    minify: true,
    // a data: font or image would be text in a script; files are cached and fit the policy
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4096,
  },
}

export default config
