const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A body as the table has it: as text that the application can read, or as bytes where it is no text. */
export interface BodyColumns {
  readonly body: string
  readonly bytes: Buffer | null
}

export function bodyColumns(body: Uint8Array): BodyColumns {
  const text = textOf(body)
  return text === undefined
    ? { body: '', bytes: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }
    : { body: text, bytes: null }
}

export function bodyOf({ body, bytes }: { readonly body: string; readonly bytes: Uint8Array | null }): Uint8Array {
  return bytes === null ? encoder.encode(body) : Uint8Array.from(bytes)
}

/** The text that UTF-8 makes exactly these bytes of; PostgreSQL has no text with a NUL in it. */
function textOf(body: Uint8Array): string | undefined {
  if (body.includes(0)) return undefined
  try {
    return decoder.decode(body)
  } catch {
    return undefined
  }
}
