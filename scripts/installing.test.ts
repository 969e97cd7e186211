import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')) as never
const { scripts, allowScripts }: { scripts: Record<string, string>; allowScripts: Record<string, boolean> } = read('package.json')
const { packages }: { packages: Record<string, { hasInstallScript?: boolean; gypfile?: boolean; version?: string; link?: boolean; inBundle?: boolean; integrity?: string }> } = read('package-lock.json')

describe('installing with whichever npm a machine has', () => {
  it('runs every script with the Node of the packages, also where npm does not link it', () => {
    for (const [name, words] of Object.entries(scripts)) expect(words, name).toMatch(/^node bin\/withNode\.js /)
  })

  it('has no script that runs on installation: npx telltale is refused by newer npm where there is one', () => {
    for (const name of ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']) expect(scripts).not.toHaveProperty(name)
  })

  it('never compiles better-sqlite3: older npm knows no allowScripts. After `npm install NAME` put "gypfile": false back into its entry of package-lock.json', () => {
    expect(packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false })
  })

  it('says of every package with an install script whether it may run', () => {
    const names = Object.entries(packages).flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [path.slice(path.lastIndexOf('node_modules/') + 13)] : []))
    expect(names.filter((name) => !(name in allowScripts))).toEqual([])
  })

  it('has a lock without holes: every package in it can be fetched and compared', () => {
    const holes = Object.entries(packages).filter(([path, { version, integrity, link, inBundle }]) => path !== '' && !link && !inBundle && !(version && integrity))
    expect(holes.map(([path]) => path)).toEqual([])
  })
})
