/** How much goes through each link in a round. */
export interface LinkSize {
  /** Of one author. */
  readonly followers: number
  readonly posts: number
  /** Records that go through store, outbox and relay in a round. */
  readonly records: number
  readonly messages: number
  readonly operations: number
}
