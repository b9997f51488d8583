import { childOf, childrenOf, type Element, element, type Tag, textOf } from '../wbxml/element.js'

/** MS-ASCMD, Status (Settings): of an Oof operation. */
const OofStatus = { Success: 1, ProtocolError: 2, InvalidArguments: 5, ConflictingArguments: 6 }

/** MS-ASCMD, OofState. */
const OofState = { Disabled: '0', Global: '1', TimeBased: '2' }

/** MS-ASCMD, OofMessage: its three audiences. */
const AUDIENCES = [
  'Settings:AppliesToInternal',
  'Settings:AppliesToExternalKnown',
  'Settings:AppliesToExternalUnknown',
] as const satisfies readonly Tag[]

/** MS-ASCMD, BodyType. Clients write it in either case. */
const BODY_TYPE = /^(text|html)$/i

/**
 * MS-ASCMD, Oof: out-of-office replies belong to mail, so they are always off. Getting them says
 * so; switching them off succeeds, anything else is refused and nothing is kept.
 */
export function answerOof(request: Element): Element {
  const get = childOf(request, 'Settings:Get')
  const set = childOf(request, 'Settings:Set')
  if (get && !set) return answerGet(textOf(get, 'Settings:BodyType') ?? '')
  const status = set && !get ? statusOfSet(set) : OofStatus.ProtocolError
  return element('Settings:Oof', [element('Settings:Status', status)])
}

function answerGet(bodyType: string): Element {
  if (!BODY_TYPE.test(bodyType)) {
    return element('Settings:Oof', [element('Settings:Status', OofStatus.InvalidArguments)])
  }
  const messages = AUDIENCES.map((audience) =>
    element('Settings:OofMessage', [
      element(audience),
      element('Settings:Enabled', 0),
      // Some clients wait for ever when it is another than they asked for (field-guide 3.7).
      element('Settings:BodyType', bodyType),
    ]),
  )
  return element('Settings:Oof', [
    element('Settings:Status', OofStatus.Success),
    element('Settings:Get', [element('Settings:OofState', OofState.Disabled), ...messages]),
  ])
}

function statusOfSet(set: Element): number {
  // MS-ASCMD, StartTime and EndTime (Settings): none without the other (R2272, R3992)
  const times = [childOf(set, 'Settings:StartTime'), childOf(set, 'Settings:EndTime')]
  if (times.filter(Boolean).length === 1) return OofStatus.ProtocolError
  const messages = childrenOf(set, 'Settings:OofMessage')
  const audiences = messages.flatMap((message) =>
    AUDIENCES.filter((audience) => childOf(message, audience)),
  )
  if (new Set(audiences).size !== audiences.length) return OofStatus.ConflictingArguments
  const off = textOf(set, 'Settings:OofState') === OofState.Disabled
  return off && messages.every(isBodyTyped) ? OofStatus.Success : OofStatus.InvalidArguments
}

/** MS-ASCMD, ReplyMessage: a message needs its BodyType. */
function isBodyTyped(message: Element): boolean {
  const bodyType = textOf(message, 'Settings:BodyType')
  return bodyType === undefined
    ? childOf(message, 'Settings:ReplyMessage') === undefined
    : BODY_TYPE.test(bodyType)
}
