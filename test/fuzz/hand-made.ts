import { compact, day, inDays } from '../acceptance/items.js'

/** Command, what it does, the request (null: an empty body), and its versions if not all. */
export type HandMade = readonly [string, string, string | null, (readonly string[])?]

const NAMESPACES = Object.entries({
  c: 'Calendar',
  t: 'Tasks',
  k: 'Contacts',
  k2: 'Contacts2',
  b: 'AirSyncBase',
  e: 'Email',
  e2: 'Email2',
  n: 'Notes',
  a: 'AirSync',
  s: 'Settings',
  r: 'RightsManagement',
  d: 'DocumentLibrary',
})
const PREFIXES = NAMESPACES.map(([prefix, name]) => `xmlns:${prefix}="${name}"`).join(' ')

const root = (tag: string, inside: string, namespace = tag) =>
  `<${tag} xmlns="${namespace}" ${PREFIXES}>${inside}</${tag}>`

type Kind = 'Calendar' | 'Tasks' | 'Contacts' | 'Notes'
const collection = (kind: Kind, inside: string) =>
  `<Collection><SyncKey>{{${kind}.key}}</SyncKey><CollectionId>{{${kind}.id}}</CollectionId>
   ${inside}</Collection>`
const sync = (inside: string, more = '') =>
  root('Sync', `<Collections>${inside}</Collections>${more}`, 'AirSync')
const commands = (kind: Kind, inside: string) =>
  sync(collection(kind, `<GetChanges/><WindowSize>25</WindowSize><Commands>${inside}</Commands>`))
const add = (kind: Kind, data: string) =>
  commands(
    kind,
    `<Add><ClientId>{{client}}</ClientId><ApplicationData>${data}</ApplicationData></Add>`,
  )
const change = (kind: Kind, data: string, more = '') =>
  commands(
    kind,
    `<Change><ServerId>{{${kind}.item}}</ServerId>${more}
    <ApplicationData>${data}</ApplicationData></Change>`,
  )

/** Berlin, as MS-ASDTYPE has it: by hand, from the documentation of Windows' structure. */
const ZONE = (() => {
  const bytes = Buffer.alloc(172)
  bytes.writeInt32LE(-60, 0)
  for (const [at, month] of [
    [68, 10],
    [152, 3],
  ] as const) {
    bytes.writeUInt16LE(month, at + 2)
    bytes.writeUInt16LE(5, at + 6)
    bytes.writeUInt16LE(at === 68 ? 3 : 2, at + 8)
  }
  bytes.writeInt32LE(-60, 168)
  return bytes.toString('base64')
})()

const [START, END] = [compact(inDays(1, 9)), compact(inDays(1, 10))]
const TIMES = `<c:StartTime>${START}</c:StartTime><c:EndTime>${END}</c:EndTime>`
const SINGLE = `<c:Timezone>${ZONE}</c:Timezone><c:AllDayEvent>0</c:AllDayEvent>
  <c:BusyStatus>2</c:BusyStatus><c:DtStamp>${START}</c:DtStamp>${TIMES}
  <c:Subject>Besichtigung</c:Subject><c:Sensitivity>0</c:Sensitivity><c:Reminder>15</c:Reminder>
  <c:MeetingStatus>0</c:MeetingStatus><c:Categories><c:Category>Rot</c:Category></c:Categories>`
const BODY = '<b:Body><b:Type>1</b:Type><b:Data>Zeile 1&#13;\nZeile 2</b:Data></b:Body>'
const HTML =
  '<b:Body><b:Type>2</b:Type><b:Data>&lt;p&gt;Eins&lt;br&gt;zwei&lt;/p&gt;</b:Data></b:Body>'
const ATTENDEES = `<c:Attendees><c:Attendee><c:Email>bert@example.org</c:Email><c:Name>Bert</c:Name>
  <c:AttendeeType>1</c:AttendeeType></c:Attendee></c:Attendees>`
const WEEKLY = `<c:Recurrence><c:Type>1</c:Type><c:Interval>1</c:Interval><c:DayOfWeek>62</c:DayOfWeek>
  <c:Occurrences>10</c:Occurrences></c:Recurrence>`
const YEARLY = `<c:Recurrence><c:Type>6</c:Type><c:Interval>1</c:Interval><c:DayOfWeek>2</c:DayOfWeek>
  <c:WeekOfMonth>5</c:WeekOfMonth><c:MonthOfYear>11</c:MonthOfYear><c:Until>20400101T000000Z</c:Until>
  </c:Recurrence>`
const EXCEPTIONS = `<c:Exceptions><c:Exception><c:Deleted>1</c:Deleted>
  <c:ExceptionStartTime>${compact(inDays(2, 9))}</c:ExceptionStartTime></c:Exception>
  <c:Exception><c:ExceptionStartTime>${compact(inDays(3, 9))}</c:ExceptionStartTime>
  <c:Subject>Anders</c:Subject><c:StartTime>${compact(inDays(3, 11))}</c:StartTime>
  <c:EndTime>${compact(inDays(3, 12))}</c:EndTime>${ATTENDEES}${BODY}</c:Exception></c:Exceptions>`
const DUE = `${day(inDays(3))}T00:00:00.000Z`
const TASK = `<t:Subject>Exposé</t:Subject><t:Importance>1</t:Importance><t:UtcStartDate>${DUE}</t:UtcStartDate>
  <t:StartDate>${DUE}</t:StartDate><t:UtcDueDate>${DUE}</t:UtcDueDate><t:DueDate>${DUE}</t:DueDate>
  <t:Complete>0</t:Complete><t:Sensitivity>0</t:Sensitivity><t:ReminderSet>1</t:ReminderSet>
  <t:ReminderTime>${DUE}</t:ReminderTime><t:Categories><t:Category>Büro</t:Category></t:Categories>`
const TASK_SERIES = `<t:Recurrence><t:Type>2</t:Type><t:Start>${DUE}</t:Start><t:Interval>1</t:Interval>
  <t:DayOfMonth>31</t:DayOfMonth><t:Occurrences>12</t:Occurrences></t:Recurrence>`
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const CONTACT = `<k:FirstName>Ursula</k:FirstName><k:LastName>Kaufmann</k:LastName><k:FileAs>Kaufmann, Ursula</k:FileAs>
  <k:Email1Address>"U. K." &lt;uk@example.org&gt;</k:Email1Address><k:HomePhoneNumber>+49 241 4700</k:HomePhoneNumber>
  <k:MobilePhoneNumber>0171</k:MobilePhoneNumber><k:BusinessAddressStreet>Weg 1&#13;\nHof</k:BusinessAddressStreet>
  <k:Birthday>1970-02-28T00:00:00.000Z</k:Birthday><k:Anniversary>2000-01-01T00:00:00.000Z</k:Anniversary>
  <k:Picture>${PICTURE}</k:Picture><k:Children><k:Child>Max</k:Child></k:Children>
  <k:Categories><k:Category>Kunde</k:Category></k:Categories><k2:NickName>Uschi</k2:NickName>
  <k2:IMAddress>u@im</k2:IMAddress><k2:ManagerName>Chef</k2:ManagerName>`
const OPTIONS = `<Options><FilterType>5</FilterType><Conflict>1</Conflict><b:BodyPreference><b:Type>1</b:Type>
  <b:TruncationSize>512</b:TruncationSize><b:AllOrNone>0</b:AllOrNone></b:BodyPreference><b:BodyPreference>
  <b:Type>2</b:Type></b:BodyPreference></Options>`
const LOCATION =
  '<b:Location><b:DisplayName>Villa</b:DisplayName><b:City>Aachen</b:City><b:Latitude>50.7</b:Latitude></b:Location>'
const PING = root(
  'Ping',
  `<HeartbeatInterval>60</HeartbeatInterval><Folders><Folder><Id>{{Calendar.id}}</Id>
  <Class>Calendar</Class></Folder><Folder><Id>{{Tasks.id}}</Id><Class>Tasks</Class></Folder></Folders>`,
)
const folder = (tag: string, inside: string) =>
  root(tag, `<SyncKey>{{folders.key}}</SyncKey>${inside}`, 'FolderHierarchy')
const NEW = ['14.0', '14.1', '16.0', '16.1']
const SIXTEEN = ['16.0', '16.1']
const OLD = ['2.5', '12.0']
const MIME =
  'From: a@example.org&#13;\nTo: b@example.org&#13;\nSubject: Test&#13;\n&#13;\nText&#13;\n'

/**
 * A row per request. Those of commands that are not answered here are answered 501, and are mutated
 * all the same: their day may come.
 */
export const HAND_MADE: readonly HandMade[] = [
  [
    'Sync',
    'key 0',
    sync(
      '<Collection><SyncKey>0</SyncKey><CollectionId>{{Calendar.id}}</CollectionId></Collection>',
    ),
  ],
  [
    'Sync',
    'with Supported',
    sync(
      '<Collection><SyncKey>0</SyncKey><CollectionId>{{Contacts.id}}</CollectionId><Supported><k:Email1Address/><k:JobTitle/></Supported></Collection>',
    ),
  ],
  [
    'Sync',
    'Class',
    sync(
      '<Collection><Class>Tasks</Class><SyncKey>{{Tasks.key}}</SyncKey><CollectionId>{{Tasks.id}}</CollectionId><GetChanges/></Collection>',
    ),
    [...OLD, '12.1'],
  ],
  ['Sync', 'nothing new', sync(collection('Calendar', '<GetChanges/>'))],
  [
    'Sync',
    'options',
    sync(
      collection('Calendar', `<DeletesAsMoves/><GetChanges/><WindowSize>3</WindowSize>${OPTIONS}`),
    ),
  ],
  [
    'Sync',
    'contacts options',
    sync(
      collection(
        'Contacts',
        `<GetChanges/><WindowSize>512</WindowSize>${OPTIONS.replace('<FilterType>5</FilterType>', '<MaxItems>9</MaxItems>')}`,
      ),
    ),
  ],
  [
    'Sync',
    'all collections',
    sync(
      collection('Calendar', OPTIONS) + collection('Tasks', '') + collection('Contacts', ''),
      '<WindowSize>50</WindowSize>',
    ),
  ],
  ['Sync', 'waits', sync(collection('Calendar', '') + collection('Tasks', ''), '<Wait>1</Wait>')],
  [
    'Sync',
    'heartbeat',
    sync(collection('Calendar', ''), '<HeartbeatInterval>60</HeartbeatInterval>'),
    NEW,
  ],
  ['Sync', 'partial', sync(collection('Calendar', ''), '<Partial/>')],
  ['Sync', 'empty', null],
  ['Sync', 'appointment', add('Calendar', SINGLE + BODY)],
  [
    'Sync',
    'whole day',
    add(
      'Calendar',
      `<c:AllDayEvent>1</c:AllDayEvent><c:StartTime>${compact(inDays(2, 0))}</c:StartTime><c:EndTime>${compact(inDays(3, 0))}</c:EndTime><c:Subject>Messe</c:Subject>`,
    ),
  ],
  ['Sync', 'appointment with people', add('Calendar', SINGLE + ATTENDEES + HTML)],
  ['Sync', 'series', add('Calendar', SINGLE + WEEKLY)],
  ['Sync', 'yearly series', add('Calendar', SINGLE + YEARLY + BODY)],
  ['Sync', 'series with exceptions', add('Calendar', SINGLE + WEEKLY + EXCEPTIONS)],
  [
    'Sync',
    'series of 2.5',
    add(
      'Calendar',
      `${SINGLE}<c:Body>Text</c:Body><c:Location>Hof</c:Location>${WEEKLY}${EXCEPTIONS}`,
    ),
    OLD,
  ],
  [
    'Sync',
    'appointment of 16',
    add(
      'Calendar',
      `${TIMES}<c:Subject>Neu</c:Subject><c:ClientUid>{{client}}</c:ClientUid>${LOCATION}${ATTENDEES}${BODY}`,
    ),
    SIXTEEN,
  ],
  ['Sync', 'change an appointment', change('Calendar', SINGLE + ATTENDEES + BODY)],
  ['Sync', 'change a series', change('Calendar', SINGLE + WEEKLY + EXCEPTIONS)],
  [
    'Sync',
    'change an occurrence',
    change(
      'Calendar',
      `${TIMES}<c:Subject>Nur heute</c:Subject>`,
      `<b:InstanceId>${START}</b:InstanceId>`,
    ),
    SIXTEEN,
  ],
  [
    'Sync',
    'delete an occurrence',
    commands(
      'Calendar',
      `<Delete><ServerId>{{Calendar.item}}</ServerId><b:InstanceId>${START}</b:InstanceId></Delete>`,
    ),
    SIXTEEN,
  ],
  [
    'Sync',
    'delete',
    commands('Calendar', '<Delete><ServerId>{{Calendar.item}}</ServerId></Delete>'),
  ],
  ['Sync', 'fetch', commands('Calendar', '<Fetch><ServerId>{{Calendar.item}}</ServerId></Fetch>')],
  ['Sync', 'task', add('Tasks', TASK + BODY)],
  ['Sync', 'task series', add('Tasks', TASK + TASK_SERIES)],
  ['Sync', 'change a task', change('Tasks', TASK + TASK_SERIES + BODY)],
  [
    'Sync',
    'complete a task',
    change(
      'Tasks',
      `<t:Subject>Exposé</t:Subject><t:Complete>1</t:Complete><t:DateCompleted>${DUE}</t:DateCompleted>`,
    ),
  ],
  [
    'Sync',
    'complete an occurrence',
    change('Tasks', `${TASK}<t:DeadOccur>1</t:DeadOccur>${TASK_SERIES}`),
  ],
  [
    'Sync',
    'delete a task',
    commands('Tasks', '<Delete><ServerId>{{Tasks.item}}</ServerId></Delete>'),
  ],
  ['Sync', 'contact', add('Contacts', CONTACT + BODY)],
  ['Sync', 'change a contact', change('Contacts', CONTACT)],
  [
    'Sync',
    'change a number',
    change('Contacts', '<k:MobilePhoneNumber>0172</k:MobilePhoneNumber><k:Picture/>'),
  ],
  [
    'Sync',
    'delete a contact',
    commands('Contacts', '<Delete><ServerId>{{Contacts.item}}</ServerId></Delete>'),
  ],
  [
    'Sync',
    'many at once',
    commands(
      'Contacts',
      `<Add><ClientId>{{client}}</ClientId><ApplicationData>${CONTACT}</ApplicationData></Add>`.repeat(
        12,
      ),
    ),
  ],
  [
    'Sync',
    'note',
    add(
      'Notes',
      `<n:Subject>Notiz</n:Subject><n:MessageClass>IPM.StickyNote</n:MessageClass><n:Categories><n:Category>x</n:Category></n:Categories>${BODY}`,
    ),
    NEW,
  ],
  [
    'Sync',
    'mail options',
    sync(
      '<Collection><SyncKey>{{Inbox.key}}</SyncKey><CollectionId>mail-inbox</CollectionId><GetChanges/><Options><FilterType>3</FilterType><MIMESupport>2</MIMESupport></Options></Collection>',
    ),
  ],
  ['FolderSync', 'key 0', root('FolderSync', '<SyncKey>0</SyncKey>', 'FolderHierarchy')],
  ['FolderSync', 'again', folder('FolderSync', '')],
  [
    'FolderCreate',
    'calendar',
    folder(
      'FolderCreate',
      '<ParentId>0</ParentId><DisplayName>Büro {{client}}</DisplayName><Type>13</Type>',
    ),
  ],
  [
    'FolderCreate',
    'tasks within',
    folder(
      'FolderCreate',
      '<ParentId>{{Tasks.id}}</ParentId><DisplayName>Heute {{client}}</DisplayName><Type>15</Type>',
    ),
  ],
  [
    'FolderUpdate',
    'name',
    folder(
      'FolderUpdate',
      '<ServerId>{{made.id}}</ServerId><ParentId>0</ParentId><DisplayName>Neu {{client}}</DisplayName>',
    ),
  ],
  ['FolderDelete', 'one', folder('FolderDelete', '<ServerId>{{made.id}}</ServerId>')],
  [
    'GetItemEstimate',
    'calendar',
    root(
      'GetItemEstimate',
      '<Collections><Collection><a:SyncKey>{{Calendar.key}}</a:SyncKey><CollectionId>{{Calendar.id}}</CollectionId><a:Options><a:FilterType>4</a:FilterType><a:Class>Calendar</a:Class></a:Options></Collection></Collections>',
    ),
    NEW,
  ],
  [
    'GetItemEstimate',
    'as of 12.1',
    root(
      'GetItemEstimate',
      '<Collections><Collection><Class>Contacts</Class><CollectionId>{{Contacts.id}}</CollectionId><a:FilterType>0</a:FilterType><a:SyncKey>{{Contacts.key}}</a:SyncKey></Collection></Collections>',
    ),
    [...OLD, '12.1'],
  ],
  ['Ping', 'two folders', PING],
  ['Ping', 'cached', null],
  [
    'ItemOperations',
    'fetch',
    root(
      'ItemOperations',
      `<Fetch><Store>Mailbox</Store><a:CollectionId>{{Calendar.id}}</a:CollectionId><a:ServerId>{{Calendar.item}}</a:ServerId><Options><Schema><c:Subject/><b:Body/></Schema><b:BodyPreference><b:Type>1</b:Type><b:TruncationSize>5</b:TruncationSize></b:BodyPreference></Options></Fetch>`,
    ),
  ],
  [
    'ItemOperations',
    'fetch a contact',
    root(
      'ItemOperations',
      '<Fetch><Store>Mailbox</Store><a:CollectionId>{{Contacts.id}}</a:CollectionId><a:ServerId>{{Contacts.item}}</a:ServerId><Options><Range>0-99</Range></Options></Fetch><Fetch><Store>Mailbox</Store><b:FileReference>1</b:FileReference></Fetch>',
    ),
  ],
  [
    'ItemOperations',
    'of a library',
    root(
      'ItemOperations',
      '<Fetch><Store>DocumentLibrary</Store><d:LinkId>\\\\server\\share</d:LinkId><Options><UserName>x</UserName><Password>y</Password></Options></Fetch>',
    ),
  ],
  [
    'ItemOperations',
    'empty a folder',
    root(
      'ItemOperations',
      '<EmptyFolderContents><a:CollectionId>mail-deleted</a:CollectionId><Options><DeleteSubFolders/></Options></EmptyFolderContents>',
    ),
  ],
  [
    'ItemOperations',
    'move',
    root(
      'ItemOperations',
      '<Move><ConversationId>abc</ConversationId><DstFldId>mail-inbox</DstFldId><Options><MoveAlways/></Options></Move>',
    ),
  ],
  [
    'Provision',
    'ask',
    root(
      'Provision',
      '<s:DeviceInformation><s:Set><s:Model>iPhone</s:Model><s:IMEI>35</s:IMEI><s:FriendlyName>F</s:FriendlyName><s:OS>iOS 17</s:OS><s:OSLanguage>de</s:OSLanguage><s:PhoneNumber>+49</s:PhoneNumber><s:UserAgent>x</s:UserAgent><s:EnableOutboundSMS>0</s:EnableOutboundSMS><s:MobileOperator>T</s:MobileOperator></s:Set></s:DeviceInformation><Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType></Policy></Policies>',
    ),
  ],
  [
    'Provision',
    'acknowledge',
    root(
      'Provision',
      '<Policies><Policy><PolicyType>MS-EAS-Provisioning-WBXML</PolicyType><PolicyKey>{{policy}}</PolicyKey><Status>1</Status></Policy></Policies>',
    ),
  ],
  ['Provision', 'wiped', root('Provision', '<RemoteWipe><Status>1</Status></RemoteWipe>')],
  [
    'Provision',
    'wiped the account',
    root('Provision', '<AccountOnlyRemoteWipe><Status>1</Status></AccountOnlyRemoteWipe>'),
    ['16.1'],
  ],
  [
    'Settings',
    'information',
    root(
      'Settings',
      '<DeviceInformation><Set><Model>M</Model><FriendlyName>F</FriendlyName><OS>O</OS></Set></DeviceInformation><UserInformation><Get/></UserInformation><RightsManagementInformation><Get/></RightsManagementInformation>',
    ),
  ],
  [
    'Settings',
    'out of office',
    root('Settings', '<Oof><Get><BodyType>Text</BodyType></Get></Oof>'),
  ],
  [
    'Settings',
    'set out of office',
    root(
      'Settings',
      '<Oof><Set><OofState>2</OofState><StartTime>2026-12-01T00:00:00.000Z</StartTime><EndTime>2026-12-09T00:00:00.000Z</EndTime><OofMessage><AppliesToInternal/><Enabled>1</Enabled><ReplyMessage>Weg</ReplyMessage><BodyType>HTML</BodyType></OofMessage></Set></Oof>',
    ),
  ],
  [
    'Settings',
    'password',
    root('Settings', '<DevicePassword><Set><Password>1234</Password></Set></DevicePassword>'),
  ],
  [
    'MoveItems',
    'one',
    root(
      'MoveItems',
      '<Move><SrcMsgId>{{Calendar.item}}</SrcMsgId><SrcFldId>{{Calendar.id}}</SrcFldId><DstFldId>{{made.id}}</DstFldId></Move>',
      'Move',
    ),
  ],
  [
    'MoveItems',
    'and another kind',
    root(
      'MoveItems',
      '<Move><SrcMsgId>{{Tasks.item}}</SrcMsgId><SrcFldId>{{Tasks.id}}</SrcFldId><DstFldId>{{Contacts.id}}</DstFldId></Move>'.repeat(
        2,
      ),
      'Move',
    ),
  ],
  [
    'MeetingResponse',
    'accept',
    root(
      'MeetingResponse',
      '<Request><UserResponse>1</UserResponse><CollectionId>{{Calendar.id}}</CollectionId><RequestId>{{Calendar.item}}</RequestId></Request>',
    ),
  ],
  [
    'MeetingResponse',
    'one occurrence',
    root(
      'MeetingResponse',
      `<Request><UserResponse>2</UserResponse><CollectionId>{{Calendar.id}}</CollectionId><RequestId>{{Calendar.item}}</RequestId><InstanceId>${START}</InstanceId><SendResponse>${BODY}<ProposedStartTime>${START}</ProposedStartTime><ProposedEndTime>${END}</ProposedEndTime></SendResponse></Request>`,
    ),
    SIXTEEN,
  ],
  [
    'Search',
    'address book',
    root(
      'Search',
      '<Store><Name>GAL</Name><Query>kauf</Query><Options><Range>0-9</Range><RebuildResults/><Picture><MaxSize>1000</MaxSize><MaxPictures>3</MaxPictures></Picture></Options></Store>',
    ),
  ],
  [
    'Search',
    'mailbox',
    root(
      'Search',
      '<Store><Name>Mailbox</Name><Query><And><a:Class>Calendar</a:Class><a:CollectionId>{{Calendar.id}}</a:CollectionId><FreeText>Besichtigung</FreeText><GreaterThan><e:DateReceived/><Value>2026-01-01T00:00:00.000Z</Value></GreaterThan></And></Query><Options><DeepTraversal/><Range>0-4</Range></Options></Store>',
    ),
  ],
  [
    'Search',
    'library',
    root(
      'Search',
      '<Store><Name>DocumentLibrary</Name><Query><EqualTo><d:LinkId/><Value>\\\\server</Value></EqualTo></Query></Store>',
    ),
  ],
  [
    'Find',
    'address book',
    root(
      'Find',
      '<SearchId>1</SearchId><ExecuteSearch><GALSearchCriterion><Query>kauf</Query><Options><Range>0-9</Range><Picture><MaxSize>9</MaxSize></Picture></Options></GALSearchCriterion></ExecuteSearch>',
    ),
    ['16.1'],
  ],
  [
    'Find',
    'mailbox',
    root(
      'Find',
      '<SearchId>2</SearchId><ExecuteSearch><MailBoxSearchCriterion><Query><a:Class>Email</a:Class><a:CollectionId>mail-inbox</a:CollectionId><FreeText>x</FreeText></Query><Options><Range>0-4</Range><DeepTraversal/></Options></MailBoxSearchCriterion></ExecuteSearch>',
    ),
    ['16.1'],
  ],
  [
    'ResolveRecipients',
    'with busy times',
    root(
      'ResolveRecipients',
      `<To>kauf</To><To>bert@example.org</To><Options><CertificateRetrieval>2</CertificateRetrieval><MaxCertificates>9</MaxCertificates><MaxAmbiguousRecipients>5</MaxAmbiguousRecipients><Availability><StartTime>${DUE}</StartTime><EndTime>${day(inDays(5))}T00:00:00.000Z</EndTime></Availability><Picture><MaxSize>9</MaxSize></Picture></Options>`,
    ),
  ],
  [
    'ValidateCert',
    'one',
    root(
      'ValidateCert',
      '<CertificateChain><Certificate>AAAA</Certificate></CertificateChain><Certificates><Certificate>AAAA</Certificate></Certificates><CheckCrl>1</CheckCrl>',
    ),
  ],
  [
    'SendMail',
    'one',
    root(
      'SendMail',
      `<ClientId>{{client}}</ClientId><SaveInSentItems/><Mime>${MIME}</Mime>`,
      'ComposeMail',
    ),
  ],
  [
    'SmartReply',
    'one',
    root(
      'SmartReply',
      `<ClientId>{{client}}</ClientId><Source><FolderId>{{Calendar.id}}</FolderId><ItemId>{{Calendar.item}}</ItemId><InstanceId>2026-11-21T09:00:00.000Z</InstanceId></Source><ReplaceMime/><Mime>${MIME}</Mime>`,
      'ComposeMail',
    ),
  ],
  [
    'SmartForward',
    'one',
    root(
      'SmartForward',
      `<ClientId>{{client}}</ClientId><Source><FolderId>{{Calendar.id}}</FolderId><ItemId>{{Calendar.item}}</ItemId></Source><Mime>${MIME}</Mime>`,
      'ComposeMail',
    ),
  ],
  ['GetAttachment', 'one', null, OLD],
  ['GetHierarchy', 'one', null, ['2.5']],
  ['Nonsense', 'one', null],
]
