import type { Registry } from '../../registry.ts'
import { checkCursor } from '../writer/registry/cursor.ts'
import type { Writer } from '../writer/writer.ts'

/** The registry's methods as commands to the writer. */
export const registryClient = (writer: Writer): Registry => ({
  issueKey: (...args) => writer.call('issueKey', ...args),
  issued: (...args) => writer.call('issued', ...args),
  keyByLookup: (...args) => writer.call('keyByLookup', ...args),
  key: (...args) => writer.call('key', ...args),
  keys: async (filter) => {
    checkCursor(filter.cursor)
    return writer.call('keys', filter)
  },
  changeKey: (...args) => writer.call('changeKey', ...args),
  revokeKeys: (...args) => writer.call('revokeKeys', ...args),
  reach: (...args) => writer.call('reach', ...args),
  createBudget: (...args) => writer.call('createBudget', ...args),
  budget: (...args) => writer.call('budget', ...args),
  budgets: async (filter) => {
    checkCursor(filter.cursor)
    return writer.call('budgets', filter)
  },
  changeBudget: (...args) => writer.call('changeBudget', ...args),
  deleteBudget: (...args) => writer.call('deleteBudget', ...args),
  createConnection: (...args) => writer.call('createConnection', ...args),
  connection: (...args) => writer.call('connection', ...args),
  connections: (...args) => writer.call('connections', ...args),
  changeConnection: (...args) => writer.call('changeConnection', ...args),
  deleteConnection: (...args) => writer.call('deleteConnection', ...args),
  createPrincipal: (...args) => writer.call('createPrincipal', ...args),
  principals: (...args) => writer.call('principals', ...args),
  principal: (...args) => writer.call('principal', ...args),
  holdings: (...args) => writer.call('holdings', ...args),
  principalByCredential: (...args) => writer.call('principalByCredential', ...args),
  rotateCredential: (...args) => writer.call('rotateCredential', ...args),
  deletePrincipal: (...args) => writer.call('deletePrincipal', ...args),
  brake: (...args) => writer.call('brake', ...args),
  setBrake: (...args) => writer.call('setBrake', ...args),
  endSession: (...args) => writer.call('endSession', ...args),
  isSessionEnded: (...args) => writer.call('isSessionEnded', ...args),
  setting: (...args) => writer.call('setting', ...args),
  setSetting: (...args) => writer.call('setSetting', ...args),
})
