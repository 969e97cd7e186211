import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseSync } from 'vite'
import { describe, expect, it } from 'vitest'
import { actionRows } from '../renderer/workspace/actions.ts'
import { t } from '../renderer/strings.ts'

const here = join(import.meta.dirname, '../renderer')
const sources = (readdirSync(here, { recursive: true }) as string[]) // as: asked for without a type, it gives names
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|^testing\/|^strings[./]|vite\.config/.test(name))
  .map((name) => join(here, name))

/** What a person reads or hears, when it stands in a property of an element or of a row of a table. */
const spoken = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'label', 'alt', 'where', 'what', 'words', 'about', 'description', 'message'])
/** Calls that say what they are given. */
const saying = new Set(['say', 'onSay', 'group'])
/** What is no English: names of keys, units, marks of a scale, and names that somebody else gave. */
const noEnglish = /^(Esc|Gi|Enter|Ctrl|Alt|Shift|CSV|PNG|JSON|UTC|[A-Z]|px|ms|min|max|std|[a-z])$/

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

/** Literal texts that an expression may come to: through conditions, `??`, `||` and templates, not through calls. */
function literals(node: unknown): string[] {
  if (!isNode(node)) return []
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : []
    case 'JSXText':
      return [node['value'] as string]
    case 'TemplateLiteral':
      return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked)
    case 'ConditionalExpression':
      return [...literals(node['consequent']), ...literals(node['alternate'])]
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node['operator'] === '??' || node['operator'] === '||' || node['operator'] === '&&' || node['operator'] === '+' ? [...literals(node['left']), ...literals(node['right'])] : []
    case 'JSXExpressionContainer':
    case 'TSAsExpression':
    case 'ParenthesizedExpression':
      return literals(node['expression'])
    default:
      return []
  }
}

const nameOf = (node: unknown): string => (isNode(node) ? String(node['name'] ?? node['value'] ?? (isNode(node['property']) ? node['property']['name'] : '')) : '')

/** English that stands in a source and not in the catalogue, as `line: words`. */
export function strays(code: string, file: string): string[] {
  const found: string[] = []
  const take = (node: unknown, at: number) => {
    for (const text of literals(node)) {
      const words = text.trim()
      // two letters in a row make a word; what has a dot or a slash inside and no blank is an address or an id
      if (/[A-Za-z]{2}/.test(words) && !noEnglish.test(words) && !/^[\w-]*[./:_#-][\w./:#-]*$/.test(words)) found.push(`${code.slice(0, at).split('\n').length}: ${words}`)
    }
  }
  const walk = (node: unknown) => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (!isNode(node)) return
    if (node.type === 'JSXElement' || node.type === 'JSXFragment') for (const child of node['children'] as Node[]) if (child.type === 'JSXText' || child.type === 'JSXExpressionContainer') take(child, child.start)
    if (node.type === 'JSXAttribute' && spoken.has(nameOf(node['name']))) take(node['value'], node.start)
    if (node.type === 'Property' && spoken.has(nameOf(node['key']))) take(node['value'], node.start)
    if (node.type === 'CallExpression' && saying.has(nameOf(node['callee']))) for (const argument of node['arguments'] as Node[]) take(argument, argument.start)
    for (const value of Object.values(node)) if (typeof value === 'object') walk(value)
  }
  walk(parseSync(file, code).program)
  return found
}

describe('English', () => {
  it('stands in the catalogue and nowhere else in what is shown', () => {
    expect(sources.length).toBeGreaterThan(150)
    expect(sources.flatMap((file) => strays(readFileSync(file, 'utf8'), file).map((one) => `${relative(here, file)}:${one}`))).toEqual([])
  })

  it('would be found in a child, a property, a condition, a template, a row of a table and a call', () => {
    const code = `const rows = [{ id: 'a', title: 'First row' }]\nexport const A = ({ n }) => <p title="Hover me">Plain words {n > 1 ? 'several things' : t.one} {\`\${n} left over\`}<Key>Esc</Key><i aria-label={n ? 'Close it' : undefined} className="some class" /></p>\nsay('Nothing to undo')\n`
    expect(strays(code, 'a.tsx').toSorted()).toEqual(['1: First row', '2: Close it', '2: Hover me', '2: Plain words', '2: left over', '2: several things', '3: Nothing to undo'])
  })

  it('names every action, and none that is gone', () => {
    expect(Object.keys(t.actions).toSorted()).toEqual(actionRows.map(({ id }) => id as string).toSorted())
  })
})

describe('numbers and times', () => {
  it('become text in format/ only: there they follow Intl', () => {
    const home = /^(format\/|charts\/scale\.ts$)/
    const own = sources.filter((file) => !home.test(relative(here, file)) && /\.(toFixed|toPrecision|toExponential|toLocale\w*String|toDateString|toTimeString)\(|new Intl\.(Number|DateTime)Format/.test(readFileSync(file, 'utf8')))
    expect(own.map((file) => relative(here, file))).toEqual([])
  })
})
