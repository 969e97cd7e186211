import { Copy } from 'lucide-react'
import { useState } from 'react'
import { t } from '../strings.ts'

/** Copies a text and says that it did, or that the browser did not let it. */
export function CopyDetails({ text }: { text: string }) {
  const [said, setSaid] = useState<string | null>(null)
  const copy = async () => setSaid(await navigator.clipboard.writeText(text).then(() => t.common.copied, () => t.common.notCopied))
  return (
    <button type="button" className="tt-link tt-copy" onClick={() => void copy()}>
      <Copy size={12} aria-hidden /> <span aria-live="polite">{said ?? t.common.copyDetails}</span>
    </button>
  )
}
