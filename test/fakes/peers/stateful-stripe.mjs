/** stripe-stateful-mock on loopback alone: its own start listens on every address. */
import mock from 'stripe-stateful-mock'

const [port] = process.argv.slice(2)
mock.createExpressApp().listen(Number(port), '127.0.0.1')
