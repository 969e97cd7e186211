/** Ends this process as the one that it started has ended: with its code, or by the same signal. Plain JavaScript of any Node from 18 on. */
export function endLike(code, signal) {
  if (!signal) {
    process.exitCode = code
    return
  }
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
