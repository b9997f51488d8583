import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 10: ResolveRecipients. */
export const resolveRecipients = codePage(10, 'ResolveRecipients', {
  ResolveRecipients: 0x05,
  Response: 0x06,
  Status: 0x07,
  Type: 0x08,
  Recipient: 0x09,
  DisplayName: 0x0a,
  EmailAddress: 0x0b,
  Certificates: 0x0c,
  Certificate: 0x0d,
  MiniCertificate: 0x0e,
  Options: 0x0f,
  To: 0x10,
  CertificateRetrieval: 0x11,
  RecipientCount: 0x12,
  MaxCertificates: 0x13,
  MaxAmbiguousRecipients: 0x14,
  CertificateCount: 0x15,
  Availability: 0x16, // 14.0 and later
  StartTime: 0x17, // 14.0 and later
  EndTime: 0x18, // 14.0 and later
  MergedFreeBusy: 0x19, // 14.0 and later
  Picture: 0x1a, // 14.1 and later
  MaxSize: 0x1b, // 14.1 and later
  Data: 0x1c, // 14.1 and later
  MaxPictures: 0x1d, // 14.1 and later
})
