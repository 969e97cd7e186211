import { implement } from '@orpc/server'
import { annotation, annotations as contract, limits as limitsShape, type Annotation, type Limits } from '../contract/annotations.ts'
import { Fault } from '../contract/errors.ts'
import type { CorePorts } from './ports.ts'

const os = implement(contract)
const written = 'annotations'
const bounds = 'limits'

/** What people write on charts, and the limits they draw: small documents of the project. */
export function annotationsService({ store, clock, user, newId }: Pick<CorePorts, 'store' | 'clock' | 'user'> & { newId: () => string }) {
  const { catalog, feed } = store

  /** Documents that another version wrote in another shape are left alone and not shown. */
  async function all(): Promise<Annotation[]> {
    return (await catalog.documents.list(written)).flatMap(({ value }) => annotation.safeParse(value).data ?? [])
  }

  return os.router({
    list: os.list.handler(async ({ input: { asset } }) => (await all()).filter((one) => asset === undefined || one.asset === asset).sort((a, b) => a.from - b.from || a.at - b.at)),
    put: os.put.handler(async ({ input: { id = newId(), ...rest } }) => {
      await catalog.assets.get(rest.asset)
      const strange = (await Promise.all(rest.tags.map((tag) => catalog.tags.get(tag)))).find((tag) => tag.asset !== rest.asset)
      if (strange) throw new Fault('bad_input', `${strange.name} belongs to another asset. An annotation belongs to one asset.`, { tag: strange.id, asset: rest.asset })
      const one: Annotation = { id, ...rest, by: user(), at: clock() }
      await catalog.documents.put(written, id, one)
      feed.publish('annotations')
      return one
    }),
    remove: os.remove.handler(async ({ input }) => {
      const removed = await catalog.documents.remove(written, input.id)
      if (removed) feed.publish('annotations')
      return { removed }
    }),
    limits: os.limits.handler(async () => (await catalog.documents.list(bounds)).flatMap(({ value }) => limitsShape.safeParse(value).data ?? [])),
    setLimits: os.setLimits.handler(async ({ input }): Promise<Limits> => {
      await catalog.tags.get(input.tag)
      if (input.low === null && input.high === null) await catalog.documents.remove(bounds, String(input.tag))
      else await catalog.documents.put(bounds, String(input.tag), input)
      feed.publish('annotations')
      return input
    }),
  })
}
