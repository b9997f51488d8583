import { codePage } from '../code-page.js'

/** MS-ASWBXML, Code Page 11: ValidateCert. */
export const validateCert = codePage(11, 'ValidateCert', {
  ValidateCert: 0x05,
  Certificates: 0x06,
  Certificate: 0x07,
  CertificateChain: 0x08,
  CheckCrl: 0x09,
  Status: 0x0a,
})
