/**
 * The ports of storage. `sqlite/` and `postgres/` implement them and pass one conformance suite (`conformance.ts`).
 * All times are epoch milliseconds (UTC) as float64, possibly fractional. Everything is async because PostgreSQL is.
 */
import type { Detail } from '../contract/errors.ts'
import type { HealthReason } from '../contract/assets.ts'
import type { Detection } from '../contract/detection.ts'
import type { Event, Verdict } from '../contract/events.ts'
import type { Job, Topic } from '../contract/jobs.ts'
import type { HealthGrade, TagKind } from '../../models/series/frame.ts'

export interface Points {
  readonly time: Float64Array
  readonly value: Float64Array
  /** One byte a point, OPC-style: 0 good, 1 uncertain, 2 bad. Undefined when every point is good. */
  readonly quality?: Uint8Array | undefined
}

export interface AppendBatch extends Points {
  readonly series: number
}

/** `accepted + duplicate + conflicts.length` is the length of the batch. A point that replaced another one is accepted. */
export interface AppendResult {
  readonly accepted: number
  /** Same time, same value (to the bit), same quality: already stored, nothing changed. */
  readonly duplicate: number
  /**
   * Indexes into the batch of points whose time is already stored with another value. The stored point stays; the caller rejects or
   * replaces (`onConflict: 'replace'`), so that no value is lost silently.
   */
  readonly conflicts: Uint32Array
}

export interface CheckpointMark {
  readonly key: string
  /** Null removes it. */
  readonly state: Detail | null
  /**
   * What stands under the key now (null: nothing). Where it is something else nothing is stored and the fault is `conflict`: another
   * process goes on with the same work.
   */
  readonly after?: Detail | null
}

export interface SeriesInfo {
  readonly series: number
  readonly n: number
  readonly start: number | null
  readonly end: number | null
  readonly min: number | null
  readonly max: number | null
  /** Median spacing in milliseconds (of a long series: the median over its chunks), null below two points. */
  readonly interval: number | null
  readonly bytes: number
}

/**
 * At most `buckets` rows; empty buckets are absent (a gap is a gap). Each row is exact over the stored points from `first` to `last`, and
 * every stored point lies in just one row. NaN is left out of min and max (NaN where a bucket holds nothing else) and counted. Borders lie
 * at equal widths, give or take an eighth of a width: so a bucket may end where a chunk or a part of one ends, and an overview
 * reads no points.
 */
export interface View {
  readonly raw: false
  /** Time of the first and of the last point in each bucket. */
  readonly first: Float64Array
  readonly last: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly count: Uint32Array
  /** Worst quality in the bucket. */
  readonly quality: Uint8Array
}
export type RawView = { readonly raw: true } & Required<Points>

export interface Aggregate {
  /** Start of each non-empty bucket: a multiple of `width` since the epoch. */
  readonly start: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  /** Over the points that have a value, as are min and max; NaN where none has. */
  readonly mean: Float64Array
  /** Stored points, NaN included. */
  readonly count: Uint32Array
}

export interface SeriesStatistics {
  readonly n: number
  /** Points whose value is NaN, counted in n. */
  readonly missing: number
  readonly min: number | null
  readonly max: number | null
  /** Mean and sample standard deviation (n - 1) of the values; null where undefined: too few, or infinities among them. */
  readonly mean: number | null
  readonly std: number | null
}

/**
 * Where columns of measurements live. A series is numbered by its tag. Lossless to the bit for every float64.
 * Faults: `store_full`, `store_readonly`, `store_corrupt`, `store_busy`, `bad_input` (descending, NaN or infinite times inside a batch; a
 * stretch whose ends are NaN). Ends of a stretch may be infinite: everything. The sign of a time of zero is not kept.
 */
export interface Telemetry {
  /** All batches and the checkpoint in one transaction. Times inside a batch must not descend; batches may come late and overlap what is stored. */
  append(batches: readonly AppendBatch[], options?: { onConflict?: 'report' | 'replace'; checkpoint?: CheckpointMark }): Promise<AppendResult[]>
  /** Last state committed under this key together with its points; null when there is none. */
  checkpoint(key: string): Promise<Detail | null>
  info(series: readonly number[]): Promise<SeriesInfo[]>
  /** Time of the newest point of each, null where there is none: one look at the end of each, however long it is. */
  ends(series: readonly number[]): Promise<(number | null)[]>
  /** Raw points with from <= t < to, oldest first, at most `limit`. */
  read(series: number, from: number, to: number, limit?: number): Promise<Required<Points>>
  /**
   * The same into columns of the caller, from their beginning, as many points as `time` has room for; answers how many. The fastest way to all of
   * a long stretch: chunks are decoded in place. What stands behind the points is undefined. Without `quality` flags are not given.
   */
  readInto(series: number, from: number, to: number, target: Points): Promise<number>
  /** The whole stretch in blocks of bounded size, oldest first. */
  scan(series: number, from: number, to: number): AsyncIterable<Required<Points>>
  view(series: number, from: number, to: number, buckets: number): Promise<View | RawView>
  aggregate(series: number, from: number, to: number, width: number): Promise<Aggregate>
  statistics(series: number, from: number, to: number): Promise<SeriesStatistics>
  /** How many points `remove` would drop. */
  countRange(series: readonly number[], from: number, to: number): Promise<number>
  remove(series: readonly number[], from: number, to: number): Promise<number>
  /** SHA-256 over the stored points (not over chunks), independent of how they were cut and of the engine: see `chunks/hash.ts`. */
  contentHash(series: number): Promise<string>
}

export interface AssetRow {
  readonly id: number
  readonly name: string
  readonly parent: number | null
  readonly simulated: boolean
}

export interface TagRow {
  readonly id: number
  readonly asset: number
  readonly name: string
  readonly unit: string
  readonly kind: TagKind
  readonly kindGuessed: boolean
  readonly grade: HealthGrade | null
  readonly reasons: readonly HealthReason[]
  readonly labels: readonly string[]
  /** Set for derived series (scores): they are telemetry too, but not tags of the plant, and lists leave them out. */
  readonly derived: string | null
}

export interface DetectionRow extends Omit<Detection, 'events' | 'comparison'> {
  /** Derived series that hold the asset's score, each judged tag's score, and the id of the tag that leads (0: none; older detections have no such series). */
  readonly scoreSeries: { readonly asset: number; readonly tags: Readonly<Record<number, number>>; readonly lead?: number }
  /** Artifact that holds the fitted detector's state. */
  readonly model: string
  /** What an engineer would be told by each simple method: the stretches of every event as rows of the scores, `from, to, from, to, …`. A method with very many is absent. */
  readonly baselineTold?: Readonly<Record<string, readonly (readonly number[])[]>>
  /** Instead of that in older detections: their alarms, `from, to, from, to, …`, not told which repeat which. */
  readonly baselineEvents?: Readonly<Record<string, readonly number[]>>
  /**
   * Which job sets the simple methods beside it, and how far that is; where its process ended in the middle it stays `under_way`. Absent in
   * older detections, which were stored after it. Kept thresholds have none of the three: the comparison belongs to the detection that learned.
   */
  readonly comparison?: { readonly job: number; readonly state: NonNullable<Detection['comparison']> }
  /** Stretches of the reference that were not learned from, ends included; where a trained network is the detector. */
  readonly excluded?: readonly { readonly from: number; readonly to: number }[]
  /** Judged events of earlier thresholds that this one does not show. */
  readonly hidden?: readonly Pick<Event, 'id' | 'start' | 'end' | 'stretches'>[]
}

export type EventRow = Omit<Event, 'verdict' | 'assetName'>

export interface JobRow extends Job {
  readonly input: Detail
  /** Identity of the process that runs it, so that an interrupted job can be told from a running one. */
  readonly owner: string
}

export type TagInput = Pick<TagRow, 'asset' | 'name'> & Partial<Omit<TagRow, 'id' | 'asset' | 'name'>>

/** Everything but measurements and files. Small rows; every write is one short transaction. Faults as in Telemetry, plus `not_found` and `conflict`. */
export interface Catalog {
  readonly assets: {
    list(): Promise<AssetRow[]>
    get(id: number): Promise<AssetRow>
    byName(name: string): Promise<AssetRow | null>
    /** Returns the one of this name when it exists. */
    ensure(input: { name: string; parent?: number | null; simulated?: boolean }): Promise<AssetRow>
    update(id: number, change: Partial<Omit<AssetRow, 'id'>>): Promise<AssetRow>
    /** Removes the asset with its tags, detections, events and verdicts (points are removed through Telemetry first). What lay below moves up. */
    remove(id: number): Promise<void>
  }
  readonly tags: {
    /** Tags of the plant; with `derived: true` the derived series instead. */
    list(options?: { asset?: number; derived?: boolean }): Promise<TagRow[]>
    get(id: number): Promise<TagRow>
    ensure(input: TagInput): Promise<TagRow>
    update(id: number, change: Partial<Omit<TagRow, 'id' | 'asset'>>): Promise<TagRow>
    /** As `ensure` and `update` for many, in one transaction: all or none. A transaction waits for the disk, and an import has hundreds of tags. */
    ensureAll(inputs: readonly TagInput[]): Promise<TagRow[]>
    updateAll(changes: readonly { readonly id: number; readonly change: Partial<Omit<TagRow, 'id' | 'asset'>> }[]): Promise<TagRow[]>
    remove(ids: readonly number[]): Promise<void>
  }
  readonly detections: {
    /** Newest first. */
    list(asset?: number): Promise<DetectionRow[]>
    get(id: number): Promise<DetectionRow>
    /** Stores a detection and its events in one transaction. */
    add(row: Omit<DetectionRow, 'id'>, events: readonly Omit<EventRow, 'detection'>[]): Promise<DetectionRow>
    /** Adds what other methods find on the same split; nothing else about a detection ever changes. */
    update(id: number, change: Partial<Pick<DetectionRow, 'baselines' | 'baselineTold' | 'comparison'>>): Promise<DetectionRow>
  }
  readonly events: {
    /** Events of the newest detection of each asset, with their newest verdict. */
    list(options?: { asset?: number }): Promise<{ event: EventRow; verdict: Verdict | null }[]>
    get(id: string): Promise<{ event: EventRow; verdict: Verdict | null }>
    /** Append-only. */
    judge(verdict: Verdict): Promise<void>
    /** Newest first. Verdicts belong to the event id and outlive a new detection. */
    history(id: string): Promise<Verdict[]>
  }
  readonly jobs: {
    list(): Promise<JobRow[]>
    get(id: number): Promise<JobRow>
    add(row: Omit<JobRow, 'id'>): Promise<JobRow>
    update(id: number, change: Partial<Omit<JobRow, 'id'>>): Promise<JobRow>
  }
  /** Small documents by scope and key: layouts, import templates, preferences of a server's users, project settings. */
  readonly documents: {
    list(scope: string): Promise<{ key: string; value: unknown }[]>
    /** Null when there is none. */
    get(scope: string, key: string): Promise<unknown>
    put(scope: string, key: string, value: unknown): Promise<void>
    remove(scope: string, key: string): Promise<boolean>
  }
}

export interface ArtifactInfo {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly createdAt: number
}

/** Files that belong to the project: rejects, fitted detectors, weights, reports. Content is immutable; the id is derived from kind and SHA-256. */
export interface Artifacts {
  /** Content that is there already under this kind is not stored again: the info of the first, with its name, comes back. */
  put(input: { kind: string; name: string; data: Uint8Array | AsyncIterable<Uint8Array> }): Promise<ArtifactInfo>
  info(id: string): Promise<ArtifactInfo>
  read(id: string): Promise<Uint8Array>
  stream(id: string): AsyncIterable<Uint8Array>
  list(kind?: string): Promise<ArtifactInfo[]>
  remove(id: string): Promise<void>
}

/** Hints across the processes that share one store. A lost hint is not an error: snapshots are truth. */
export interface EventFeed {
  publish(topic: Topic): void
  /** Also told of changes made by other processes on the same store. */
  subscribe(listener: (topic: Topic) => void): () => void
}

/** The right to do something that one process at a time may do. */
export interface Lease {
  /** Aborted when the connection broke and another process took it meanwhile: whoever holds it stops what he does. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** Rights among the processes that share one store, on whatever machine; given back when a process ends in whatever way. */
export interface Leases {
  /** Null when it is held already, by this process or another. */
  take(name: string): Promise<Lease | null>
  isHeld(name: string): Promise<boolean>
}

export interface CopyOptions {
  /** Path of the new file. */
  readonly to: string
  readonly signal?: AbortSignal | undefined
  /** 0..1; 1 once the copy was read back and found sound. */
  readonly onProgress?: ((progress: number) => void) | undefined
}

export interface CopyReport {
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}

export interface ArchiveReport extends CopyReport {
  readonly points: number
  readonly series: number
  readonly artifacts: number
  /** SHA-256 over the hashes of everything inside: the same project has the same, whatever its file looks like. */
  readonly content: string
}

/**
 * Copies of the whole project as of one moment, while it is in use. A copy gets its name only after it was read back and found sound; none
 * is ever written over. Faults: `conflict` (the name is taken), `store_corrupt`, `store_full`, `cancelled`; `not_supported` in memory.
 */
export interface Copies {
  /** To be put back in the place of this store. */
  backup(options: CopyOptions): Promise<CopyReport>
  /** To be opened elsewhere: with a manifest of hashes, and without what belongs to this machine. */
  archive(options: CopyOptions): Promise<ArchiveReport>
  /** Verifies the backup and puts it in the place of this store the next time a root opens it. @throws Fault `store_corrupt`. */
  restoreNext(backup: string): Promise<void>
}

export interface StoreHealth {
  readonly kind: 'sqlite' | 'postgres'
  readonly name: string
  readonly bytes: number
  readonly healthy: boolean
  readonly words: string
}

export interface Store {
  readonly telemetry: Telemetry
  readonly catalog: Catalog
  readonly artifacts: Artifacts
  readonly feed: EventFeed
  readonly copies: Copies
  /** Absent where all processes run on one machine, which tells them apart itself. */
  readonly leases?: Leases
  /** Cheap: no scan. */
  health(): Promise<StoreHealth>
  /** Reads everything and compares checksums; lists what is damaged. */
  check(): Promise<{ ok: boolean; problems: readonly string[] }>
  close(): Promise<void>
}
