/**
 * Reads the reports of one or more runs of vitest or Playwright (`--reporter=json`) and fails when a test ran in none of them without a reason
 * that holds on this machine: what could run and did not is no green. `node scripts/skipped.ts REPORT…`
 */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

interface VitestReport {
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[] }[]
}

interface PlaywrightSuite {
  readonly file: string
  readonly specs: readonly { readonly title: string; readonly tests: readonly { readonly projectName: string; readonly status: string }[] }[]
  readonly suites?: readonly PlaywrightSuite[]
}

type Report = VitestReport | { readonly suites: readonly PlaywrightSuite[] }

interface Told {
  readonly id: string
  readonly ran: boolean
}

const unset = (variable: string) => (process.env[variable] ? null : `${variable} is not set`)
/** Why tests of a file, or of a name, may be skipped: a reason that holds now, or null. */
const reasons: readonly { readonly of: RegExp; readonly why: () => string | null }[] = [
  { of: /(kubernetes|deployVerbs)\.integration/, why: () => unset('TELLTALE_KUBECONFIG') },
  { of: /(compose|docker)\.integration/, why: () => unset('TELLTALE_CONTAINERS') },
  { of: /postgres\/.*integration/, why: () => unset('TELLTALE_POSTGRES') },
  { of: /mlflow\.integration.*MLflow 2\.8/, why: () => unset('TELLTALE_MLFLOW_28') },
  { of: /mlflow\.integration.*MLflow 3\.17/, why: () => unset('TELLTALE_MLFLOW_317') },
  { of: /sqlite\/disk\.integration/, why: () => (process.getuid?.() === 0 ? null : 'only root may mount a disk') },
  { of: /transport\/transports\.test/, why: () => 'this transport has no such case' },
  { of: /e2e\/(deploy|recovery)\.spec.*real API/, why: () => unset('TELLTALE_KUBECONFIG') },
  { of: /e2e\/compose\.spec/, why: () => unset('TELLTALE_CONTAINERS') },
  { of: /e2e\/(everyButton|faces|reach)\.spec.*(button|loading and error|every surface).*\[stand-in\]/, why: () => 'the page is the same on both; the server covers it' },
  { of: /e2e\/trainDeployFaces\.spec.*\[stand-in\]/, why: () => 'the page is the same on both; the server covers it' },
  { of: /ingest\/golden\.test|quality\/application\.integration|e2e\/(journey|training)\.spec/, why: () => (existsSync(process.env['TELLTALE_DATASETS'] ?? '../shared/data') ? null : 'there are no recordings') },
  { of: /tensor\/backend\.test.*backend tensorflow/, why: () => (existsSync('node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node') ? null : 'libtensorflow is not built') },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const ofVitest = ({ testResults }: VitestReport): Told[] => testResults.flatMap(({ name, assertionResults }) => assertionResults.map(({ fullName, status }) => ({ id: `${relative(root, name)}: ${fullName}`, ran: status === 'passed' || status === 'failed' })))
const ofPlaywright = ({ file, specs, suites = [] }: PlaywrightSuite): Told[] => [
  ...specs.flatMap(({ title, tests }) => tests.map(({ projectName, status }) => ({ id: `e2e/${file}: ${title} [${projectName}]`, ran: status !== 'skipped' }))),
  ...suites.flatMap(ofPlaywright),
]
const reports = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Report) // the two programs' own formats
const tests = reports.flatMap((report) => ('suites' in report ? report.suites.flatMap(ofPlaywright) : ofVitest(report)))
const ran = new Set(tests.filter((test) => test.ran).map(({ id }) => id))
const skipped = [...new Set(tests.map(({ id }) => id))].filter((id) => !ran.has(id))
const unexplained = skipped.filter((id) => !reasons.some(({ of, why }) => of.test(id) && why() !== null))

const counted = new Map<string, number>()
for (const id of skipped) {
  const why = reasons.find(({ of }) => of.test(id))?.why() ?? null
  if (why !== null) counted.set(why, (counted.get(why) ?? 0) + 1)
}
for (const [why, count] of counted) console.log(`${count} skipped: ${why}`)
for (const id of unexplained) console.error(`skipped without a reason: ${id}`)
console.log(`${ran.size} tests ran, ${skipped.length} were skipped, ${unexplained.length} of them without a reason`)
process.exitCode = unexplained.length > 0 || ran.size === 0 ? 1 : 0
