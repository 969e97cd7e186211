import { hostname } from 'node:os'
import type { Owner } from './ports.ts'

/** `host:pid:started`. A process on another host counts as alive: only it can say that it is not. */
export function createOwner(pid: number = process.pid, host: string = hostname(), started: number = Math.round(performance.timeOrigin)): Owner {
  return {
    id: `${host}:${pid}:${started}`,
    isAlive(owner) {
      const [otherHost, otherPid] = owner.split(':')
      if (otherHost !== host) return true
      if (Number(otherPid) === pid) return false // same number, another start: the pid was given out again, to us
      try {
        process.kill(Number(otherPid), 0)
        return true
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM'
      }
    },
  }
}
