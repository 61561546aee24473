import { scenario } from './scenario.mjs'

export default {
  async fetch(request) {
    const { url, apiKey, customer } = await request.json()
    try {
      return Response.json(await scenario(url, apiKey, customer))
    } catch (error) {
      return new Response(String(error?.stack ?? error), { status: 500 })
    }
  },
}
