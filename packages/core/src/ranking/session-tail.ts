import type { Position } from '../model'
import type { DropReason } from '../read/admission'
import type { Dropped } from '../read/assemble-page'
import type { CandidateRound, CandidateSource } from '../read/candidates'
import type { ReadSession } from '../read/read-session'
import type { RankedSession } from './ranked-session'

/** The feed below a session, without what earlier sessions of the scroll served, and authors hidden from it. */
export class SessionTail implements CandidateSource {
  readonly #source: CandidateSource
  readonly #read: ReadSession
  readonly #served: ReadonlySet<Position>
  readonly #hidden: ReadonlySet<string>
  readonly #dropped: Dropped[] = []

  constructor(source: CandidateSource, read: ReadSession, session: Pick<RankedSession, 'served' | 'hiddenAuthors'>) {
    this.#source = source
    this.#read = read
    this.#served = new Set(session.served)
    this.#hidden = new Set(session.hiddenAuthors)
  }

  /** What this has dropped. */
  get dropped(): readonly Dropped[] {
    return this.#dropped
  }

  async next(before: Position | undefined, want: number): Promise<CandidateRound> {
    const round = await this.#source.next(before, want)
    const candidates = round.candidates.filter(({ position }) => {
      const reason = this.#reasonAgainst(position)
      if (reason !== undefined) this.#dropped.push({ position, reason })
      return reason === undefined
    })
    return { ...round, candidates }
  }

  #reasonAgainst(position: Position): DropReason | undefined {
    if (this.#served.has(position)) return 'served'
    const authorId = this.#read.at(position)?.authorId
    return authorId !== undefined && this.#hidden.has(authorId) ? 'fatigue' : undefined
  }
}
