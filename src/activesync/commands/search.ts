import type { Command, CommandContext } from '../command.js'
import { CommonStatus, StatusError } from '../common-status.js'
import { type PeoplePage, searchPeople } from '../people.js'
import { atLeast } from '../protocol-version.js'
import { childOf, type Element, element, type Tag, textOf } from '../wbxml/element.js'
import { type AskedRange, galProperties, readRange, writeRange } from './people-answer.js'
import { PeoplePictures, type PictureTags } from './people-pictures.js'

/** MS-ASCMD, Status (Search), as a child of Store. */
export const SearchStatus = {
  Success: 1,
  InvalidRequest: 2,
  EndOfRange: 12,
  AccessBlocked: 13,
} as const
type Failure = Exclude<(typeof SearchStatus)[keyof typeof SearchStatus], 1>

/** MS-ASCMD, Range (Search): of the GAL and of the mailbox. */
const DEFAULT_RANGE = '0-99'
const LAST_INDEX = 99
const LONGEST_QUERY = 256

const PICTURE_TAGS: PictureTags = {
  maxSize: 'Search:MaxSize',
  maxPictures: 'Search:MaxPictures',
  picture: 'GAL:Picture',
  status: 'GAL:Status',
  data: 'GAL:Data',
}

/**
 * MS-ASCMD, Search: of people. In the mailbox nothing is ever found, since there is no mail; the
 * document library is closed for good, as it would reach for files of other servers (field-guide §5).
 */
export const search: Command = {
  name: 'Search',

  async handle(root, context) {
    const store =
      childOf(root, 'Search:Store') ?? childOf(childOf(root, 'Search:Stores'), 'Search:Store')
    if (!store) throw new StatusError(CommonStatus.InvalidXml)
    const answer = await searchStore(store, context)
    context.note({ status: Number(textOf(answer, 'Search:Status')) })
    return element('Search:Search', [
      element('Search:Status', 1),
      element('Search:Response', [answer]),
    ])
  },
}

async function searchStore(store: Element, context: CommandContext): Promise<Element> {
  // Their classes can't be searched for (MS-ASTASK_R364 and its like).
  if (mentions(store, /^(Tasks|Calendar|Contacts|Contacts2):/)) {
    return failed(SearchStatus.InvalidRequest)
  }
  const options = childOf(store, 'Search:Options')
  const range = readRange(textOf(options, 'Search:Range') || DEFAULT_RANGE)
  switch (textOf(store, 'Search:Name')?.trim().toLowerCase()) {
    case 'gal':
      if (!range) return failed(SearchStatus.InvalidRequest)
      return await searchGal(store, { range, options }, context)
    case 'mailbox':
      return range ? foundNothing(range) : failed(SearchStatus.InvalidRequest)
    case 'documentlibrary':
      return failed(SearchStatus.AccessBlocked)
    default:
      return failed(SearchStatus.InvalidRequest)
  }
}

function mentions(parent: Element, tags: RegExp): boolean {
  return parent.children.some((child) => tags.test(child.tag) || mentions(child, tags))
}

type Wanted = { range: AskedRange; options: Element | undefined }

async function searchGal(
  store: Element,
  { range, options }: Wanted,
  context: CommandContext,
): Promise<Element> {
  const query = textOf(store, 'Search:Query')?.trim() ?? ''
  if (query === '' || query.length > LONGEST_QUERY) return failed(SearchStatus.InvalidRequest)
  if (range.to > LAST_INDEX) return failed(SearchStatus.EndOfRange)
  const { from: offset, to } = range
  const page = await searchPeople(context, query, { offset, limit: to - offset + 1 })
  if (page.people.length === 0 && offset > 0) return failed(SearchStatus.EndOfRange)
  const asked = atLeast(context.version, '14.1') ? childOf(options, 'Search:Picture') : undefined
  return found(page, range, PeoplePictures.asked(asked, PICTURE_TAGS))
}

function found(page: PeoplePage, range: AskedRange, pictures: PeoplePictures | null): Element {
  const results = page.people.map((person) =>
    element('Search:Result', [element('Search:Properties', galProperties(person, pictures))]),
  )
  return storeElement([
    element('Search:Status', SearchStatus.Success),
    ...results,
    element('Search:Range', writeRange(range, results.length)),
    element('Search:Total', page.total),
  ])
}

/** MS-ASCMD, Result (Search): of the mailbox an empty one, where nothing matches. */
function foundNothing(range: AskedRange): Element {
  return storeElement([
    element('Search:Status', SearchStatus.Success),
    element('Search:Result'),
    element('Search:Range', writeRange(range, 0)),
    element('Search:Total', 0),
  ])
}

function failed(status: Failure): Element {
  return storeElement([element('Search:Status', status)])
}

const STORE: Tag = 'Search:Store'

function storeElement(children: Element[]): Element {
  return element(STORE, children)
}
