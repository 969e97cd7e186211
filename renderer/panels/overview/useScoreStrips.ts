import { useQueries } from '@tanstack/react-query'
import type { Asset } from '../../../main/contract/assets.ts'
import { unpackColumns } from '../../../main/contract/columns.ts'
import type { Detection } from '../../../main/contract/detection.ts'
import { tagView } from '../../charts/useSeriesView.ts'
import { useApi } from '../../client/context.tsx'
import type { Range } from '../../workspace/selection.ts'

export interface Strip {
  /** Worst score per cell; NaN where nothing was scored. */
  readonly cells: Float64Array
  readonly threshold: number
  readonly worst: number
}

export const cellCount = 240

/** For each asset that was learned: its worst score in each of 240 cells of the stretch. By asset id. */
export function useScoreStrips({ assets, detections, range }: { assets: readonly Asset[]; detections: readonly Detection[]; range: Range | null }) {
  const api = useApi()
  const newest = assets.flatMap((asset) => {
    const detection = detections.find((one) => one.asset === asset.id)
    return detection ? [{ asset: asset.id, detection: detection.id }] : []
  })
  return useQueries({
    queries: newest.map(({ asset, detection }) => ({
      queryKey: [['detections', 'scores'], { strip: detection, range }],
      enabled: range !== null,
      structuralSharing: false as const,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<readonly [number, Strip]> => {
        const { from, to } = range ?? { from: 0, to: 1 }
        const answer = await api.detections.scores.call({ id: detection, from, to, buckets: cellCount }, { signal })
        const view = tagView(await unpackColumns(answer.columns), '', 0, answer.raw)
        return [asset, { ...worstPerCell(view.t, view.max, { from, to }), threshold: answer.threshold }]
      },
    })),
    combine: (results) => ({
      strips: new Map(results.flatMap(({ data }) => (data ? [data] : []))),
      error: results.find(({ isError }) => isError)?.error ?? null,
      pending: results.some(({ isPending }) => isPending),
    }),
  })
}

/** Folds scores into equal cells by their worst. */
export function worstPerCell(t: Float64Array, score: Float64Array, { from, to }: Range): { cells: Float64Array; worst: number } {
  const cells = new Float64Array(cellCount).fill(Number.NaN)
  let worst = Number.NEGATIVE_INFINITY
  t.forEach((time, i) => {
    const cell = Math.floor(((time - from) / (to - from)) * cellCount)
    const s = score[i] ?? Number.NaN
    if (cell < 0 || cell >= cellCount || Number.isNaN(s)) return
    const before = cells[cell] ?? Number.NaN
    cells[cell] = before >= s ? before : s
    if (s > worst) worst = s
  })
  return { cells, worst: Number.isFinite(worst) ? worst : Number.NaN }
}
