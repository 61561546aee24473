/** All connections of the fast lane, and the way from it to `node:http`. */
import type { Socket } from 'node:net'
import { Connection, type LaneParts } from './connection.ts'

export interface LaneOptions extends Pick<LaneParts, 'onCall' | 'onBroken'> {
  /** What makes a connection one of `node:http`. */
  readonly toNode: (socket: Socket) => void
}

export class FastLane {
  readonly #connections = new Set<Connection>()
  readonly #parts: LaneParts

  constructor({ onCall, onBroken, toNode }: LaneOptions) {
    this.#parts = {
      onCall,
      onBroken,
      onLeft: (connection) => this.#connections.delete(connection),
      handOver: (socket, bytes) => handOver(socket, bytes, toNode),
    }
  }

  take(socket: Socket): void {
    this.#connections.add(new Connection(socket, this.#parts))
  }

  /** Each connection ends with the answer that is under way; the idle ones now. */
  stop(): void {
    for (const connection of this.#connections) connection.isClosing = true
    this.closeIdle()
  }

  closeIdle(): void {
    for (const connection of this.#connections) if (connection.isIdle) connection.socket.destroy()
  }

  closeAll(): void {
    for (const { socket } of this.#connections) socket.destroy()
  }
}

/** The unread bytes go back into the socket, in front of all that still comes, and flow only when `node:http` listens. */
function handOver(socket: Socket, bytes: Buffer, toNode: (socket: Socket) => void): void {
  socket.pause()
  if (bytes.length > 0) socket.unshift(bytes)
  toNode(socket)
  socket.resume()
}
