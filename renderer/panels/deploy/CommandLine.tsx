import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { t } from '../../strings.ts'

/** The line that does a step by hand, with a button that copies it. */
export function CommandLine({ command }: { command: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  if (command === '') return null
  return (
    <div className="tt-command">
      <code title={command}>{command}</code>
      <button type="button" aria-label={`${t.deploy.copy}: ${command}`} title={t.deploy.copy} onClick={() => void navigator.clipboard.writeText(command).then(() => setCopied(true))}>
        {copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
      </button>
      <span className="tt-hidden" role="status">
        {copied && t.deploy.copied}
      </span>
    </div>
  )
}
