/** A wrong flag or value. The message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
