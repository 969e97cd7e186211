/** Splitting for the guesses: strings, few lines. The streaming parser in `rows.ts` follows the same rules on bytes. */
import type { Delimiter } from './dialect.ts'

/** Cells of one record, trimmed, quotes undone. */
export function splitCells(line: string, delimiter: Delimiter): string[] {
  const cells: string[] = []
  let at = 0
  const isBlank = (code: number) => code === 32 || code === 9 || code === 13
  const mark = delimiter.charCodeAt(0)
  const blankMarks = delimiter === ' '
  if (blankMarks) {
    line = line.replace(/[ \t\r]+$/, '')
    while (isBlank(line.charCodeAt(at))) at++
    if (at >= line.length) return ['']
  }
  for (;;) {
    let start = at
    while (start < line.length && isBlank(line.charCodeAt(start)) && line.charCodeAt(start) !== mark) start++
    if (line[start] === '"') {
      let text = ''
      let i = start + 1
      for (; i < line.length; i++) {
        if (line[i] !== '"') text += line[i]
        else if (line[i + 1] === '"') {
          text += '"'
          i++
        } else break
      }
      at = i + 1
      while (at < line.length && line.charCodeAt(at) !== mark && !(blankMarks && line.charCodeAt(at) === 9)) at++
      cells.push(text)
    } else {
      at = start
      while (at < line.length && line.charCodeAt(at) !== mark && !(blankMarks && line.charCodeAt(at) === 9)) at++
      cells.push(line.slice(start, at).trim())
    }
    if (at >= line.length) return cells
    at++
    if (blankMarks) while (isBlank(line.charCodeAt(at))) at++
  }
}

/** Records of a decoded text: a line break inside quotes does not end one. Gives each record with its first line number (1-based). */
export function splitRecords(text: string, most: number): { text: string; line: number }[] {
  const records: { text: string; line: number }[] = []
  const newline = text.includes('\n') ? '\n' : '\r'
  let line = 1
  let at = 0
  while (at < text.length && records.length < most) {
    let end = text.indexOf(newline, at)
    if (end < 0) end = text.length
    const first = line
    // an open quote goes on for a few lines at most; a stray quote must not swallow the sample
    let record = text.slice(at, end)
    let stop = end
    for (let more = 0; more < 20 && oddQuotes(record) && stop < text.length; more++) {
      const next = text.indexOf(newline, stop + 1)
      stop = next < 0 ? text.length : next
      record = text.slice(at, stop)
    }
    if (oddQuotes(record)) {
      record = text.slice(at, end)
      stop = end
    }
    for (let i = at; i < stop; i++) if (text[i] === newline) line++
    line++
    records.push({ text: record.endsWith('\r') ? record.slice(0, -1) : record, line: first })
    at = stop + 1
  }
  return records
}

function oddQuotes(text: string): boolean {
  let odd = false
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd
  return odd
}
