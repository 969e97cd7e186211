import type { RefObject } from 'react'
import type { Tag } from '../../../main/contract/assets.ts'
import { useCore } from '../../client/context.tsx'
import { toFault } from '../../client/faults.ts'
import { t } from '../../strings.ts'
import type { Range } from '../../workspace/selection.ts'
import { csvOf, pictureOf } from './exports.ts'
import { HeadButton } from './HeadButton.tsx'
import type { LaneTags } from './lanes.ts'
import { addressOf } from './link.ts'

interface Shown {
  readonly canvas: RefObject<HTMLCanvasElement | null>
  readonly lanes: readonly LaneTags[]
  readonly known: ReadonlyMap<number, Tag> | undefined
  readonly tags: readonly Tag[]
  readonly name: string
  readonly view: Range | null
  readonly asset: number | null
  readonly range: Range | null
  readonly say: (words: string) => void
}

/** What is shown, to be taken elsewhere: a picture saved or copied, every sample as CSV, a link that opens the same view. */
export function useTakeAway({ canvas, lanes, known, tags, name, view, asset, range, say }: Shown) {
  const { client, connection } = useCore()
  const { shell } = connection
  // a file is looked at where nothing else says it
  const file = `${name || 'telltale'}${tags.some((tag) => tag.simulated) ? ` (${t.common.simulated})` : ''}`
  const telling = (what: () => Promise<string | null>) => () =>
    void what().then(
      (words) => words !== null && say(words),
      (error: unknown) => say(toFault(error).message),
    )
  const picture = () => pictureOf({ canvas: canvas.current, lanes, known, name })

  const save = telling(async () => {
    const png = await picture()
    if (png) await shell.saveFile(`${file}.png`, png)
    return null
  })
  const copy = telling(async () => {
    const png = await picture()
    if (!png) return null
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
    return t.explore.pictureCopied
  })
  const csv = telling(async () => {
    if (view) await shell.saveFile(`${file}.csv`, await csvOf({ tags, view, client }))
    return null
  })
  const link = telling(async () => {
    if (asset === null) return t.explore.chooseAsset
    const shown = { asset, lanes: lanes.map((lane) => lane.tags), range }
    await navigator.clipboard.writeText(addressOf(shown, { kind: shell.kind, page: window.location.href }))
    return t.explore.linkCopied
  })
  return {
    actions: { 'explore.picture': save, 'explore.copyPicture': copy, 'explore.csv': csv, 'explore.link': link } as const,
    buttons: (
      <>
        <HeadButton words={t.explore.picture} onClick={save} />
        <HeadButton words={t.explore.copyPicture} onClick={copy} />
        <HeadButton words={t.explore.csv} disabled={!view} onClick={csv} />
        <HeadButton words={t.explore.link} onClick={link} />
      </>
    ),
  }
}
