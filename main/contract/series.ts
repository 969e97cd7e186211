import { z } from 'zod'
import { call, epochMs, id } from './common.ts'
import { packedColumns } from './columns.ts'

export const statistics = z.object({
  n: z.int().min(0),
  missing: z.int().min(0),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
})
export type Statistics = z.infer<typeof statistics>

export const series = {
  /**
   * What a lane draws: at most `buckets` buckets a tag, exact minimum and maximum of every stored point in the bucket. When the stretch
   * holds no more points than that, the raw points come instead. Columns per tag i: `t{i}` (f64; time of the first point of the bucket), `e{i}` (f64;
   * of the last), `min{i}`, `max{i}` (f64), `n{i}` (u32), `q{i}` (u8; worst quality, 0 good 1 uncertain 2 bad); raw: `t{i}`, `v{i}`, `q{i}`.
   */
  view: call
    .route({ method: 'POST', path: '/series/view', summary: 'Min/max buckets of tags over a stretch of time, or the raw points' })
    .input(z.object({ tags: z.array(id).min(1).max(64), from: epochMs, to: epochMs, buckets: z.int().min(1).max(8192) }))
    .output(z.object({ tags: z.array(z.object({ tag: id, raw: z.boolean() })), columns: packedColumns })),
  /** Raw points, oldest first; `more` says that the limit cut them. Columns: `t`, `v` (f64), `q` (u8). */
  read: call
    .route({ method: 'POST', path: '/series/read', summary: 'Raw points of one tag' })
    .input(z.object({ tag: id, from: epochMs, to: epochMs, limit: z.int().min(1).max(1_000_000).default(100_000) }))
    .output(z.object({ columns: packedColumns, more: z.boolean() })),
  statistics: call
    .route({ method: 'POST', path: '/series/statistics', summary: 'Statistics of tags over a stretch of time, from every stored point' })
    .input(
      z.object({
        tags: z.array(id).min(1).max(64),
        from: epochMs,
        to: epochMs,
        while: z.object({ tag: id, above: z.number() }).optional().describe('only points at which the last value of this tag (its run command, its speed) lies above; nothing counts where it is missing or too old'),
      }),
    )
    .output(z.array(statistics.extend({ tag: id }))),
}
