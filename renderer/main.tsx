import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { connect } from './client/connect.ts'
import { panelRows } from './panels/index.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
// what the first layout has in front is fetched while the line is being opened, not after it has answered
for (const { id, load } of panelRows) if (id === 'overview' || id === 'events') void load()
createRoot(root).render(<App connection={connect(window)} />)
