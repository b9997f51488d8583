import { CommonStatus } from '../common-status.js'
import type { Person } from '../people.js'
import { type Element, element, type Tag, textOf } from '../wbxml/element.js'

/** MS-ASCMD, MaxSize: bytes of one picture. */
const LARGEST_PICTURE = 102_400
/** Bytes of all pictures of an answer; what is beyond counts as beyond MaxPictures. */
const MOST_BYTES = 4_000_000

/** The names that the three commands with pictures have for the same elements. */
export type PictureTags = {
  maxSize: Tag
  maxPictures: Tag
  picture: Tag
  status: Tag
  data: Tag
}

/**
 * MS-ASCMD, Picture, MaxSize and MaxPictures: the first pictures that are asked for, and of the
 * others why they do not come (173, 174, 175).
 */
export class PeoplePictures {
  readonly #tags: PictureTags
  readonly #largest: number
  #left: number
  #bytes = MOST_BYTES

  private constructor(option: Element, tags: PictureTags) {
    this.#tags = tags
    this.#largest = Math.min(numberIn(option, tags.maxSize), LARGEST_PICTURE)
    this.#left = numberIn(option, tags.maxPictures)
  }

  /** Null when none were asked for. iPhones ask with an empty option, which sets no limit. */
  static asked(option: Element | undefined, tags: PictureTags): PeoplePictures | null {
    return option ? new PeoplePictures(option, tags) : null
  }

  of({ picture }: Person): Element {
    const { picture: tag, status, data } = this.#tags
    const why = this.#refusal(picture)
    if (why !== null || picture === null) return element(tag, [element(status, why ?? 1)])
    this.#left--
    this.#bytes -= picture.length
    return element(tag, [element(status, 1), element(data, picture)])
  }

  #refusal(picture: Buffer | null): CommonStatus | null {
    if (!picture) return CommonStatus.NoPicture
    if (picture.length > this.#largest) return CommonStatus.PictureTooLarge
    const full = this.#left <= 0 || picture.length > this.#bytes
    return full ? CommonStatus.PictureLimitReached : null
  }
}

function numberIn(option: Element, tag: Tag): number {
  const text = textOf(option, tag) ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY
}
