import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 24: RightsManagement. */
export const rightsManagement = codePage(24, 'RightsManagement', {
  RightsManagementSupport: 0x05, // 14.1 and later
  RightsManagementTemplates: 0x06, // 14.1 and later
  RightsManagementTemplate: 0x07, // 14.1 and later
  RightsManagementLicense: 0x08, // 14.1 and later
  EditAllowed: 0x09, // 14.1 and later
  ReplyAllowed: 0x0a, // 14.1 and later
  ReplyAllAllowed: 0x0b, // 14.1 and later
  ForwardAllowed: 0x0c, // 14.1 and later
  ModifyRecipientsAllowed: 0x0d, // 14.1 and later
  ExtractAllowed: 0x0e, // 14.1 and later
  PrintAllowed: 0x0f, // 14.1 and later
  ExportAllowed: 0x10, // 14.1 and later
  ProgrammaticAccessAllowed: 0x11, // 14.1 and later
  Owner: 0x12, // 14.1 and later
  ContentExpiryDate: 0x13, // 14.1 and later
  TemplateID: 0x14, // 14.1 and later
  TemplateName: 0x15, // 14.1 and later
  TemplateDescription: 0x16, // 14.1 and later
  ContentOwner: 0x17, // 14.1 and later
  RemoveRightsManagementProtection: 0x18, // 14.1 and later
})
