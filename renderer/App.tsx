import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-500.css'
import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import { useState } from 'react'
import type { Connection } from './client/connection.ts'
import { CoreProvider, createQueryClient } from './client/context.tsx'
import { theme, variables } from './theme/mantine.ts'
import './theme/base.css'
import './workspace/frame.css'
import './parts/parts.css'
import { Workstation } from './workspace/Workstation.tsx'

/** The whole workstation over any connection: the bridge, a socket, or a test's. */
export function App({ connection }: { connection: Connection }) {
  const [queryClient] = useState(createQueryClient)
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <CoreProvider connection={connection} queryClient={queryClient}>
        <Workstation />
      </CoreProvider>
    </MantineProvider>
  )
}
