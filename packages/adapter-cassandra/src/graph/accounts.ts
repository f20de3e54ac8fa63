import {
  type AccountVisibility,
  type DeliveryState,
  type Position,
  READER_CLASSES,
  type ReaderClass,
  type RecordDeliveryParams,
  type TenantId,
  type UserId,
} from '@feed-engine/core'
import type { Session } from '../database/session'
import { FIND_ACCOUNT, RAISE_MARK, SET_DELIVERY } from './graph-statements'

interface AccountRow {
  readonly visibility: AccountVisibility | null
  readonly push_from: number | null
  readonly mark_1: Buffer | null
  readonly mark_2: Buffer | null
  readonly mark_3: Buffer | null
  readonly mark_4: Buffer | null
}

/** What there is to know of a user by itself. */
export interface Account {
  readonly visibility: AccountVisibility
  readonly pushFrom: number | undefined
  readonly pulledUpTo: DeliveryState['pulledUpTo']
}

/** So many hex digits of a position make a timestamp of 52 bits, about as large as today's in microseconds. */
const TIMESTAMP_DIGITS = 13

export async function findAccount(session: Session, tenant: TenantId, userId: UserId): Promise<Account> {
  const row = await session.row<AccountRow>(FIND_ACCOUNT, [tenant, userId])
  const marks = [row?.mark_1, row?.mark_2, row?.mark_3, row?.mark_4]
  const pulledUpTo: Record<ReaderClass, Position> = {}
  for (const [index, mark] of marks.entries()) {
    if (mark !== null && mark !== undefined) pulledUpTo[index + 1] = mark.toString('hex')
  }
  return { visibility: row?.visibility ?? 'public', pushFrom: row?.push_from ?? undefined, pulledUpTo }
}

/**
 * Records delivery and mark side by side. Of two marks with one timestamp, Cassandra keeps the one with the larger
 * bytes, which is the higher one.
 */
export async function recordDelivery(session: Session, params: RecordDeliveryParams): Promise<void> {
  const { tenant, authorId, delivery, pulled } = params
  const raise = pulled === undefined ? undefined : RAISE_MARK[pulled.belowClass - 1]
  await Promise.all([
    delivery === undefined
      ? undefined
      : session.compare(
          SET_DELIVERY,
          ['accounts', tenant, authorId],
          [delivery.pushFrom, tenant, authorId, delivery.pushFrom],
        ),
    raise === undefined || pulled === undefined
      ? undefined
      : session.write(raise, [
          Number.parseInt(pulled.position.slice(0, TIMESTAMP_DIGITS), 16),
          Buffer.from(pulled.position, 'hex'),
          tenant,
          authorId,
        ]),
  ])
}

/** The highest mark for a class above the reader's. */
export function highestMark({ pulledUpTo }: Account, readerClass: ReaderClass): Position | undefined {
  let highest: Position | undefined
  for (let above = readerClass + 1; above <= READER_CLASSES; above++) {
    const mark = pulledUpTo[above]
    if (mark !== undefined && (highest === undefined || mark > highest)) highest = mark
  }
  return highest
}
