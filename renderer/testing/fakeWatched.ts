import { implement } from '@orpc/server'
import { contract } from '../../main/contract/index.ts'
import { Fault } from '../../main/contract/errors.ts'
import { rpcErrorOf } from '../../main/contract/rpcErrors.ts'

/** The calls about watched folders of a core that has none and may watch none. */
export function fakeWatched() {
  const os = implement(contract).imports
  const refuse = () => {
    throw rpcErrorOf(new Fault('not_supported', 'No folders are watched here.'))
  }
  return {
    watched: os.watched.handler(() => []),
    watchable: os.watchable.handler(() => []),
    watch: os.watch.handler(refuse),
    unwatch: os.unwatch.handler(refuse),
    retryWatched: os.retryWatched.handler(refuse),
    openWatched: os.openWatched.handler(refuse),
  }
}
