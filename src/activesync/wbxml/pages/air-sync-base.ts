import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 17: AirSyncBase. */
export const airSyncBase = codePage(17, 'AirSyncBase', {
  BodyPreference: 0x05, // 12.0 and later
  Type: 0x06, // 12.0 and later
  TruncationSize: 0x07, // 12.0 and later
  AllOrNone: 0x08, // 12.0 and later
  Body: 0x0a, // 12.0 and later
  Data: 0x0b, // 12.0 and later
  EstimatedDataSize: 0x0c, // 12.0 and later
  Truncated: 0x0d, // 12.0 and later
  Attachments: 0x0e, // 12.0 and later
  Attachment: 0x0f, // 12.0 and later
  DisplayName: 0x10, // 12.0 and later
  FileReference: 0x11, // 12.0 and later
  Method: 0x12, // 12.0 and later
  ContentId: 0x13, // 12.0 and later
  ContentLocation: 0x14, // 12.0 and later
  IsInline: 0x15, // 12.0 and later
  NativeBodyType: 0x16, // 12.0 and later
  ContentType: 0x17, // 12.0 and later
  Preview: 0x18, // 14.0 and later
  BodyPartPreference: 0x19, // 14.1 and later
  BodyPart: 0x1a, // 14.1 and later
  Status: 0x1b, // 14.1 and later
  Add: 0x1c, // 16.0 and later
  Delete: 0x1d, // 16.0 and later
  ClientId: 0x1e, // 16.0 and later
  Content: 0x1f, // 16.0 and later
  Location: 0x20, // 16.0 and later
  Annotation: 0x21, // 16.0 and later
  Street: 0x22, // 16.0 and later
  City: 0x23, // 16.0 and later
  State: 0x24, // 16.0 and later
  Country: 0x25, // 16.0 and later
  PostalCode: 0x26, // 16.0 and later
  Latitude: 0x27, // 16.0 and later
  Longitude: 0x28, // 16.0 and later
  Accuracy: 0x29, // 16.0 and later
  Altitude: 0x2a, // 16.0 and later
  AltitudeAccuracy: 0x2b, // 16.0 and later
  LocationUri: 0x2c, // 16.0 and later
  InstanceId: 0x2d, // 16.0 and later
})
