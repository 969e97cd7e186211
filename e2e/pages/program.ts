import { expect, type Workstation } from '../fixture.ts'
import { workbench } from './workbench.ts'

/** The program dies under way and comes back, with the asset and the panel in front: by the page's own doing on the server, by a new start elsewhere. */
export async function loseProgram(workstation: Workstation, { asset, panel }: { asset: string; panel: string }): Promise<void> {
  if (workstation.kind === 'server') {
    await workstation.crash()
    await expect(workstation.page.getByRole('alert').filter({ hasText: 'Connection lost' })).toBeVisible()
    await workstation.revive()
    return
  }
  await workstation.restart()
  await workstation.page.getByRole('treeitem', { name: new RegExp(asset) }).click()
  await workbench(workstation.page).open(panel)
}
