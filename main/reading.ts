/** Root of a reading thread: parses one file after the other for the worker that started it, which stores what it reads. See `ingest/thread/`. */
import { parentPort } from 'node:worker_threads'
import { serveReading } from './ingest/thread/serve.ts'

if (parentPort) serveReading(parentPort)
