// Loaded into a gateway's process before anything else: its clock goes CLOCK_OFFSET_MS ahead.
const offset = Number(process.env.CLOCK_OFFSET_MS ?? 0)
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...fields) {
    if (fields.length === 0) super(RealDate.now() + offset)
    else super(...fields)
  }

  static now() {
    return RealDate.now() + offset
  }
}
