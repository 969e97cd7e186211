import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { createRouterClient } from '@orpc/server'
import { RPCHandler as PortHandler } from '@orpc/server/message-port'
import { isErrorCode } from '../contract/errors.ts'
import { rejectWithFaults } from '../contract/rpcErrors.ts'
import { openTestServer } from '../server/testing/server.ts'
import { describeTransport, type TestClient } from './conformance.ts'
import { faultInterceptors } from './faults.ts'
import { testContract } from './testing/contract.ts'
import { pipe } from './testing/pipe.ts'

const newReference = () => 'ref-1'

describeTransport('one process', async (router, report) => {
  const { ofCall } = faultInterceptors({ report, newReference })
  const client = createRouterClient(router, { interceptors: [rejectWithFaults, ofCall] }) as TestClient
  return { client, carriesUnknown: false, drop: null, close: async () => {} }
})

describeTransport('messages between processes', async (router, report) => {
  const { ofCall, ofUnknown } = faultInterceptors({ report, newReference })
  const { left, right, cut } = pipe()
  new PortHandler(router, { interceptors: [ofUnknown], clientInterceptors: [ofCall] }).upgrade(right)
  const client: TestClient = createORPCClient(new PortLink({ port: left, interceptors: [rejectWithFaults] }))
  return { client, carriesUnknown: true, drop: cut, close: async () => cut() }
})

describeTransport('a WebSocket', async (router, report) => {
  const server = await openTestServer({ router, report, newReference })
  const socket = new WebSocket(server.url.replace('http', 'ws') + '/rpc')
  const client: TestClient = createORPCClient(new SocketLink({ websocket: socket, interceptors: [rejectWithFaults] }))
  return {
    client,
    carriesUnknown: true,
    drop: () => server.cut(),
    async close() {
      socket.close()
      await server.close()
    },
  }
})

describeTransport('HTTP as OpenAPI says', async (router, report) => {
  const server = await openTestServer({ router, report, newReference })
  const client = createORPCClient<TestClient>(
    new OpenAPILink(testContract, {
      url: `${server.url}/api`,
      interceptors: [rejectWithFaults],
      customErrorResponseBodyDecoder: (body) => {
        const { code, message, detail } = body as { code?: unknown; message?: string; detail?: unknown }
        return isErrorCode(code) ? new ORPCError(code, { message, data: detail }) : null
      },
    }),
  )
  return { client, carriesUnknown: false, drop: () => server.cut(), close: server.close }
})
