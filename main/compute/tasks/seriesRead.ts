import { setImmediate } from 'node:timers/promises'
import type { Statistics } from '../../contract/series.ts'
import type { RawView, View } from '../../storage/ports.ts'
import type { Tasks } from '../taskTable.ts'
import type { Task } from './context.ts'
import { statisticsWithin, stretchesAbove } from './whileRunning.ts'

type Input<Name extends keyof Tasks> = Tasks[Name]['input']
type Output<Name extends keyof Tasks> = Tasks[Name]['output']

/**
 * A view of twelve tags over ten million samples may be half a second of work, and every turn of a wheel may call one back: between two tags the worker hears
 * whether it is still wanted. A cancel is a message, and a read of SQLite lets none in.
 */
export const seriesView: Task<Input<'series.view'>, (View | RawView)[]> = async ({ store }, { series, from, to, buckets }, run) => {
  const views: (View | RawView)[] = []
  for (const one of series) {
    await setImmediate()
    run.signal.throwIfAborted()
    views.push(await store.telemetry.view(one, from, to, buckets))
  }
  return views
}

export const seriesRead: Task<Input<'series.read'>, Output<'series.read'>> = async ({ store }, { series, from, to, limit }) => {
  // One more than asked for tells whether there is more, without counting.
  const { time, value, quality } = await store.telemetry.read(series, from, to, limit + 1)
  return { time: time.subarray(0, limit), value: value.subarray(0, limit), quality: quality.subarray(0, limit), more: time.length > limit }
}

export const seriesStatistics: Task<Input<'series.statistics'>, Statistics[]> = async ({ store }, { series, from, to, while: only }, run) => {
  const running = only && (await stretchesAbove(store.telemetry, only, from, to))
  const rows: Statistics[] = []
  for (const one of series) {
    await setImmediate()
    run.signal.throwIfAborted()
    rows.push(running ? await statisticsWithin(store.telemetry, one, running) : await store.telemetry.statistics(one, from, to))
  }
  return rows
}
