#!/usr/bin/env node
import { existsSync } from 'node:fs'

// In the checkout the source runs as it is (Node strips the types); the packaged program has only the build.
const source = new URL('../main/cli.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../out/main/cli.js', import.meta.url).href)
