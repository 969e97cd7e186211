import type { Geometry } from './geometry.ts'
import type { Lane, Note, View } from './lane.ts'

interface Props {
  readonly notes: readonly Note[]
  readonly lanes: readonly Lane[]
  readonly places: Geometry
  readonly view: View
  readonly width: number
  readonly onNote: ((id: string) => void) | undefined
}

/** The stretches of a lane that something was written about, in order and joined: two notes on one stretch do not shade it twice. */
export function stretchesOf(notes: readonly Note[], lane: string): View[] {
  const mine = notes.filter(({ lanes }) => lanes.length === 0 || lanes.includes(lane)).toSorted((a, b) => a.from - b.from)
  const joined: { from: number; to: number }[] = []
  for (const { from, to } of mine) {
    const last = joined.at(-1)
    if (last && from <= last.to) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return joined
}

const letter = 6.4 // px, about
const widest = 240

/** What was written, at the top of the lanes it belongs to: as wide as its stretch or its words, but never into the next one. */
export function Notes({ notes, lanes, places, view, width, onNote }: Props) {
  const x = (time: number) => ((time - view.from) / (view.to - view.from)) * width
  const shown = notes.filter((note) => note.to >= view.from && note.from <= view.to).toSorted((a, b) => a.from - b.from)
  return lanes.map((lane, i) => {
    const plot = places.lanes[i]?.plot
    // on all lanes: written once, on the first
    const mine = shown.filter((note) => (note.lanes.length === 0 ? i === 0 : note.lanes.includes(lane.id)))
    if (!plot) return null
    return mine.map((note, k) => {
      const left = Math.max(0, x(note.from))
      const next = mine[k + 1]
      const room = (next ? Math.max(0, x(next.from)) : width) - left - 2
      const wanted = Math.max(x(note.to) - left, Math.min(note.words.length * letter + 12, widest))
      return (
        <button key={`${lane.id} ${note.id}`} type="button" className="tt-note" title={note.words} style={{ left, top: plot.y + 1, width: Math.max(8, Math.min(wanted, room)) }} onClick={() => onNote?.(note.id)}>
          {note.words}
        </button>
      )
    })
  })
}
