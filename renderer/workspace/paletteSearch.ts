import type { Event } from '../../main/contract/events.ts'

/** Words of a search, in lower case. */
export const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean)

/**
 * How well a name answers a search: 0 begins with it, 1 holds it as it was typed, 2 holds all its words, 3 holds them together with what is said
 * about it; null does not.
 */
export function rankOf(query: string, label: string, about = ''): number | null {
  const typed = query.trim().toLowerCase()
  const name = label.toLowerCase()
  if (name.startsWith(typed)) return 0
  if (name.includes(typed)) return 1
  const words = wordsOf(query)
  if (words.every((word) => name.includes(word))) return 2
  const all = `${name} ${about.toLowerCase()}`
  return words.every((word) => all.includes(word)) ? 3 : null
}

/** Those that answer, the best first; those that answer alike stay in order. At most `most`. */
export function ranked<T>(query: string, all: readonly T[], told: (one: T) => { label: string; about?: string | undefined }, most = Number.POSITIVE_INFINITY): T[] {
  if (wordsOf(query).length === 0) return all.slice(0, most)
  const byRank: T[][] = [[], [], [], []]
  for (const one of all) {
    const { label, about } = told(one)
    const rank = rankOf(query, label, about)
    if (rank !== null) byRank[rank]?.push(one)
  }
  return byRank.flat().slice(0, most)
}

/** Of every event in the project those that answer a search, in the order of the queue: by asset, time as it is written, sentence, or id. */
export function eventsFor(query: string, events: readonly Event[], say: (ms: number) => string, most: number): Event[] {
  const words = wordsOf(query)
  const found: Event[] = []
  for (const event of events) {
    if (found.length === most) break
    const text = `${event.assetName}, ${event.words} ${event.id}`.toLowerCase()
    // to write a time is the slow part: only where the other words do not suffice
    const missing = words.filter((word) => !text.includes(word))
    if (missing.length === 0 || (missing.every((word) => /^[\d:.-]+$/.test(word)) && missing.every((word) => say(event.start).includes(word)))) found.push(event)
  }
  return found
}
