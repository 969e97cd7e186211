import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** What a screen reader or a keyboard would stumble over in a part of the page: rule and element, empty when clean. */
export async function stumbles(page: Page, part: string): Promise<string[]> {
  // legacy mode: the real runtime cannot open the second page that the other mode needs
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).include(part).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
