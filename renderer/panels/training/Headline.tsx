/** The sentence that the panel says first. What stands in brackets, and what was not counted, is part of it and steps back: the eye finds who is better. */
export function Headline({ children }: { children: string }) {
  const parts = children.split(/(\([^)]*\)|Not counted: .*$)/).filter((part) => part !== '')
  return <h2>{parts.map((part, i) => (/^(\(|Not counted)/.test(part) ? <small key={i}>{part}</small> : part))}</h2>
}
