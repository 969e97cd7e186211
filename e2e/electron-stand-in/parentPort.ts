/** Loaded into a worker before its own file: `process.parentPort` as a utility process has it. */
import { EventEmitter } from 'node:events'

const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => void process.send?.(message), start: () => undefined })
process.on('message', (data) => port.emit('message', { data, ports: [] }))
process.on('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: port })
