import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { connect } from './client/connect.ts'
import { preloadPanels } from './workspace/loadedPanels.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
preloadPanels(['overview', 'events'])
createRoot(root).render(<App connection={connect(window)} />)
