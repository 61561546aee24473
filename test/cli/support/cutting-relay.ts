/** A way to the server that can be cut: what a laptop's lid or a load balancer does to a long connection. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export async function startCuttingRelay(target: string) {
  const { port } = new URL(target)
  const open = new Set<Socket>()
  let isOpen = true
  let connections = 0
  const server = createServer((near) => {
    if (!isOpen) return near.destroy()
    connections++
    const far = connect(Number.parseInt(port, 10), '127.0.0.1')
    for (const socket of [near, far]) {
      open.add(socket)
      socket
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(socket)
          near.destroy()
          far.destroy()
        })
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    cut: () => {
      isOpen = false
      for (const socket of open) socket.destroy()
    },
    mend: () => {
      isOpen = true
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
