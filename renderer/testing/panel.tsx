import { MantineProvider } from '@mantine/core'
import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import type { Connection } from '../client/connection.ts'
import { CoreProvider, createQueryClient } from '../client/context.tsx'
import { theme, variables } from '../theme/mantine.ts'

/** One panel without the workstation around it. */
export function renderPanel(panel: ReactNode, connection: Connection) {
  return render(
    <MantineProvider theme={theme} cssVariablesResolver={variables}>
      <CoreProvider connection={connection} queryClient={createQueryClient()}>
        {panel}
      </CoreProvider>
    </MantineProvider>,
  )
}
