/** Twilio's two kinds of pages: relative links at 2010-04-01, absolute ones to the product's own host everywhere else. */
import type { Params } from './params.ts'

export function paged<T>(
  params: Params,
  uri: string,
  name: string,
  items: readonly T[],
  shown: (item: T) => object,
): object {
  const { page, size } = params.page()
  const start = page * size
  const link = (number: number): string => `${uri}?PageSize=${size}&Page=${number}&PageToken=PA${number}`
  const part = items.slice(start, start + size)
  return {
    [name]: part.map(shown),
    end: start + Math.max(0, part.length - 1),
    first_page_uri: `${uri}?PageSize=${size}&Page=0`,
    next_page_uri: items.length > start + size ? link(page + 1) : null,
    page,
    page_size: size,
    previous_page_uri: page > 0 ? link(page - 1) : null,
    start,
    uri: `${uri}?PageSize=${size}&Page=${page}`,
  }
}

export function pagedByUrl<T>(
  params: Params,
  url: string,
  name: string,
  items: readonly T[],
  shown: (item: T) => object,
): object {
  const { page, size } = params.page()
  const start = page * size
  const link = (number: number): string => `${url}?PageSize=${size}&Page=${number}&PageToken=PT${number}`
  const meta = {
    first_page_url: `${url}?PageSize=${size}&Page=0`,
    key: name,
    next_page_url: items.length > start + size ? link(page + 1) : null,
    page,
    page_size: size,
    previous_page_url: page > 0 ? link(page - 1) : null,
    url: `${url}?PageSize=${size}&Page=${page}`,
  }
  return { meta, [name]: items.slice(start, start + size).map(shown) }
}
