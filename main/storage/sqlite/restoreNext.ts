import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Fault } from '../../contract/errors.ts'
import { restoreSqliteStore, verifyBackup } from './backup.ts'

const orderOf = (file: string) => `${file}.restore-next`

/** Leaves the order to put a backup in the place of a store that is open now. @throws Fault `store_corrupt` when the backup is damaged. */
export async function restoreNext(file: string, backup: string): Promise<void> {
  await verifyBackup(backup)
  const partial = `${orderOf(file)}.partial`
  writeFileSync(partial, JSON.stringify({ backup }))
  renameSync(partial, orderOf(file))
}

/**
 * Carries out what `restoreNext` left. Roots call it before they open the store; workers do not.
 * @returns where the replaced store went; null when nothing was ordered, or another process has the store open (then the order stays).
 * @throws Fault `store_corrupt`, `file_unreadable`: the order is withdrawn and the store is as it was.
 */
export async function completeRestore({ file, clock }: { file: string; clock: () => number }): Promise<string | null> {
  const order = orderOf(file)
  if (!existsSync(order)) return null
  try {
    const { backup } = JSON.parse(readFileSync(order, 'utf8')) as { backup: string } // written only above
    const { replaced } = await restoreSqliteStore({ backup, file, clock })
    rmSync(order, { force: true })
    return replaced
  } catch (error) {
    if (error instanceof Fault && error.code === 'store_busy') return null
    rmSync(order, { force: true })
    throw error
  }
}
