/**
 * How many items a request may still make. An Add beyond it gets 9 (MS-ASCMD, Status (Sync)): the one
 * status of an item that says "make room, then try again". The device keeps its item; 6 would call it
 * broken, 5 and 16 are for the whole request and would be tried again at once.
 */
export class AddBudget {
  taken = 0
  refused = 0
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** False: none is left. */
  take(): boolean {
    if (this.taken >= this.#most) {
      this.refused++
      return false
    }
    this.taken++
    return true
  }
}
