import type { Command, CommandContext } from '../command.js'
import { CommonStatus, StatusError } from '../common-status.js'
import { searchPeople } from '../people.js'
import { atLeast } from '../protocol-version.js'
import { childOf, type Element, element, textOf } from '../wbxml/element.js'
import { type AskedRange, galProperties, readRange, writeRange } from './people-answer.js'
import { PeoplePictures, type PictureTags } from './people-pictures.js'

/** MS-ASCMD, Status (Find). */
export const FindStatus = { Success: 1, InvalidRequest: 2, RangeNotFromZero: 4 } as const
type Failure = Exclude<(typeof FindStatus)[keyof typeof FindStatus], 1>

const DEFAULT_RANGE = '0-99'
/** MS-ASCMD, Find: 100 entries at most. */
const MOST_ENTRIES = 100
/** MS-ASCMD, Range (Find): 0 ≤ m ≤ n ≤ 999. */
const LAST_INDEX = 999
const LONGEST_QUERY = 256

const PICTURE_TAGS: PictureTags = {
  maxSize: 'Find:MaxSize',
  maxPictures: 'Find:MaxPictures',
  picture: 'GAL:Picture',
  status: 'GAL:Status',
  data: 'GAL:Data',
}

/** MS-ASCMD, Find (16.1): people by GALSearchCriterion; of mails there are none to be found. */
export const find: Command = {
  name: 'Find',

  async handle(root, context) {
    if (!atLeast(context.version, '16.1')) throw new StatusError(CommonStatus.CommandNotSupported)
    const execute = childOf(root, 'Find:ExecuteSearch')
    const gal = childOf(execute, 'Find:GALSearchCriterion')
    const mailbox = childOf(execute, 'Find:MailBoxSearchCriterion')
    const known = Boolean(gal) !== Boolean(mailbox) && textOf(root, 'Find:SearchId')
    if (!known) return failed(FindStatus.InvalidRequest, context)
    return gal ? await findPeople(gal, context) : findMails(mailbox, context)
  },
}

async function findPeople(criterion: Element, context: CommandContext): Promise<Element> {
  const query = textOf(criterion, 'Find:Query')?.trim() ?? ''
  const options = childOf(criterion, 'Find:Options')
  const range = rangeOf(options)
  if (!range || query === '' || query.length > LONGEST_QUERY) {
    return failed(FindStatus.InvalidRequest, context)
  }
  const { from: offset, to } = range
  const limit = Math.min(to - offset + 1, MOST_ENTRIES)
  const { total, people } = await searchPeople(context, query, { offset, limit })
  const pictures = PeoplePictures.asked(childOf(options, 'Find:Picture'), PICTURE_TAGS)
  const results = people.map((person) =>
    element('Find:Result', [element('Find:Properties', galProperties(person, pictures))]),
  )
  return done({ store: 'GAL', range, results, total }, context)
}

/** MS-ASCMD, Status (Find): a search of mails begins at 0. */
function findMails(criterion: Element | undefined, context: CommandContext): Element {
  const range = rangeOf(childOf(criterion, 'Find:Options'))
  if (!range || !childOf(criterion, 'Find:Query')) {
    return failed(FindStatus.InvalidRequest, context)
  }
  if (range.from !== 0) return failed(FindStatus.RangeNotFromZero, context)
  return done({ store: 'Mailbox', range, results: [], total: 0 }, context)
}

function rangeOf(options: Element | undefined): AskedRange | null {
  const range = readRange(textOf(options, 'Find:Range') || DEFAULT_RANGE)
  return range && range.to <= LAST_INDEX ? range : null
}

type Found = { store: string; range: AskedRange; results: Element[]; total: number }

function done({ store, range, results, total }: Found, { note }: CommandContext): Element {
  note({ status: FindStatus.Success })
  return element('Find:Find', [
    element('Find:Status', FindStatus.Success),
    element('Find:Response', [
      element('ItemOperations:Store', store),
      element('Find:Status', FindStatus.Success),
      ...results,
      element('Find:Range', writeRange(range, results.length)),
      element('Find:Total', total),
    ]),
  ])
}

/** The request was read; what of it is wrong stands in its Response. */
function failed(status: Failure, { note }: CommandContext): Element {
  note({ status })
  return element('Find:Find', [
    element('Find:Status', FindStatus.Success),
    element('Find:Response', [element('Find:Status', status)]),
  ])
}
