import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Annotation, AnnotationInput } from '../../../main/contract/annotations.ts'
import { precisionFor, time } from '../../format/time.ts'
import { t } from '../../strings.ts'
import { useZone } from '../../workspace/preferences.ts'
import type { Range } from '../../workspace/selection.ts'

/** What is being written: a new annotation on a stretch, or one that is changed. */
export interface Draft {
  readonly before: Annotation | null
  readonly stretch: Range
}

interface Props {
  readonly draft: Draft
  readonly asset: number
  /** Tags of the asset that are shown: what a new annotation belongs to unless told otherwise. */
  readonly tags: readonly number[]
  readonly onWrite: (input: AnnotationInput) => Promise<boolean>
  readonly onClose: () => void
}

/** One line: words, and whether they belong to the tags shown or to the whole asset. Enter writes, Escape leaves. */
export function NoteForm({ draft: { before, stretch }, asset, tags, onWrite, onClose }: Props) {
  const zone = useZone()
  const [words, setWords] = useState(before?.words ?? '')
  const [whole, setWhole] = useState(before ? before.tags.length === 0 : tags.length === 0)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const belongs = before && before.tags.length > 0 ? before.tags : [...tags]
  const precision = precisionFor(Math.max(stretch.to - stretch.from, 60_000))
  return (
    <form
      className="tt-explore-note"
      aria-label={t.explore.annotate}
      onSubmit={(event) => {
        event.preventDefault()
        if (words.trim() === '') return
        void onWrite({ ...(before && { id: before.id }), asset, tags: whole ? [] : belongs, from: stretch.from, to: stretch.to, words }).then((written) => written && onClose())
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <span className="tt-number">{stretch.from === stretch.to ? time(stretch.from, zone, 'second') : `${time(stretch.from, zone, precision)} – ${time(stretch.to, zone, precision)}`}</span>
      <input ref={field} className="tt-native" aria-label={t.explore.noteWords} placeholder={t.explore.notePlaceholder} maxLength={2000} value={words} onChange={(event) => setWords(event.target.value)} />
      <select className="tt-native" aria-label={t.explore.belongsTo} value={whole ? 'whole' : 'tags'} onChange={(event) => setWhole(event.target.value === 'whole')}>
        <option value="tags" disabled={belongs.length === 0}>
          {t.explore.someTags}
        </option>
        <option value="whole">{t.explore.allTags}</option>
      </select>
      <Button type="submit" disabled={words.trim() === ''}>
        {before ? t.explore.noteChange : t.explore.noteSave}
      </Button>
      <Button variant="subtle" color="gray" onClick={onClose}>
        {t.common.cancel}
      </Button>
    </form>
  )
}
