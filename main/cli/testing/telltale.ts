import { spawn, type ChildProcess } from 'node:child_process'

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The program as a user starts it, on a project in `home`. `during` gets the process and what it says, to stop or kill it. */
export function telltale(home: string, args: readonly string[], during?: (child: ChildProcess, said: string) => void): Promise<Ended> {
  const child = spawn(process.execPath, ['bin/telltale.js', ...args], { env: { ...process.env, TELLTALE_HOME: home } })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => (stdout += String(text)))
  child.stderr.on('data', (text) => {
    stderr += String(text)
    during?.(child, stderr)
  })
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** What a verb printed with `--json`; a failure shows what it said. */
export async function json(home: string, ...args: string[]): Promise<never> {
  const { code, stdout, stderr } = await telltale(home, [...args, '--json'])
  try {
    return JSON.parse(stdout) as never
  } catch {
    throw new Error(`telltale ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  }
}
