import { scenario } from './scenario.mjs'

const [url, apiKey, customer] = process.argv.slice(2)
console.log(JSON.stringify(await scenario(url, apiKey, customer)))
// What is still open (kept-alive connections, timers) is nothing that a program should wait for.
process.exit(0)
