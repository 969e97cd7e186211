import { z } from 'zod'
import { blob } from './columns.ts'
import { call } from './common.ts'

export const effectiveSetting = z.object({
  path: z.string(),
  value: z.unknown(),
  default: z.unknown(),
  /** Where the value came from: `default`, `config.yaml`, `config.production.yaml`, `ENVIRONMENT_VARIABLE`, `command line`, `project`. */
  origin: z.string(),
  sentence: z.string(),
  unit: z.string(),
  range: z.string(),
  type: z.string(),
  secret: z.boolean().describe('the value is masked'),
})
export type EffectiveSetting = z.infer<typeof effectiveSetting>

export const about = z.object({
  version: z.string(),
  commit: z.string(),
  environment: z.string(),
  shell: z.enum(['desktop', 'server', 'cli']),
  runtime: z.record(z.string(), z.string()).describe('node, electron, chromium, sqlite … versions'),
  store: z.object({ kind: z.enum(['sqlite', 'postgres']), name: z.string(), bytes: z.int().min(0), healthy: z.boolean(), words: z.string() }),
  workers: z.array(z.object({ lane: z.enum(['interactive', 'batch']), state: z.enum(['idle', 'busy', 'starting', 'crashed']), pid: z.int().nullable() })),
  zone: z.string(),
})
export type About = z.infer<typeof about>

const remembered = {
  theme: z.enum(['system', 'dark', 'light']),
  density: z.enum(['compact', 'normal', 'comfortable']),
  zone: z.string().describe('IANA zone in which times are shown'),
  layout: z.unknown().optional(),
  tourDone: z.boolean(),
}
/** What the workstation remembers of its user on this machine: theme, density, last layout. */
export const preferences = z.object({
  ...remembered,
  theme: remembered.theme.default('system'),
  density: remembered.density.default('normal'),
  zone: remembered.zone.default('UTC'),
  tourDone: remembered.tourDone.default(false),
})
/** Some of them; what is not named is not changed: it has no default here. */
export const preferencesChange = z.object(remembered).partial()
export type Preferences = z.infer<typeof preferences>

export const layout = z.object({ name: z.string().min(1).max(80), layout: z.unknown() })

export const settings = {
  effective: call.route({ method: 'GET', path: '/settings', summary: 'Every key with its effective value and where it came from' }).output(z.array(effectiveSetting)),
  /** Null takes the key out of the user's own file again. Counts from the next start, but for what says otherwise. */
  change: call
    .route({ method: 'PUT', path: '/settings/{path}', summary: 'Change a setting in the user’s own file' })
    .input(z.object({ path: z.string().min(1).max(200), value: z.unknown() }))
    .output(z.array(effectiveSetting)),
  /** One JSON file for whoever helps: versions, settings, jobs, counts. No recorded value, no note; secrets are masked. */
  diagnostics: call
    .route({ method: 'GET', path: '/diagnostics', summary: 'Diagnostics without secrets and without data' })
    .output(z.object({ name: z.string(), bytes: blob })),
  about: call.route({ method: 'GET', path: '/about', summary: 'Versions, store, workers' }).output(about),
  preferences: call.route({ method: 'GET', path: '/preferences', summary: 'Preferences of this user' }).output(preferences),
  setPreferences: call
    .route({ method: 'PATCH', path: '/preferences', summary: 'Change preferences' })
    .input(preferencesChange)
    .output(preferences),
}

export const layouts = {
  list: call.route({ method: 'GET', path: '/layouts', summary: 'Saved layouts of this project' }).output(z.array(layout)),
  save: call.route({ method: 'PUT', path: '/layouts', summary: 'Save a layout by name' }).input(layout).output(layout),
  remove: call.route({ method: 'DELETE', path: '/layouts/{name}', summary: 'Remove a saved layout' }).input(z.object({ name: z.string() })).output(z.object({ removed: z.boolean() })),
}
