import { readFile } from 'node:fs/promises'
import type { Pool } from 'pg'
import { withNames } from '../database/names'

/** The application as it was before the engine: SQL on its table, and nothing that knows of feeds. */
export class OldApplication {
  readonly #pool: Pool
  readonly #table: string

  constructor(pool: Pool, table: string) {
    this.#pool = pool
    this.#table = table
  }

  async createTable(): Promise<void> {
    const sql = await readFile(new URL('../../sql/old-application.sql', import.meta.url), 'utf8')
    await this.#pool.query(withNames(sql, { schema: 'none', table: this.#table }))
  }

  async insertPost(post: { readonly id: string; readonly userId: string; readonly body: string }): Promise<void> {
    const sql = `insert into ${this.#table} (id, user_id, body) values ($1, $2, $3)`
    await this.#pool.query(sql, [post.id, post.userId, post.body])
  }

  async editPost(id: string, body: string): Promise<void> {
    await this.#pool.query(`update ${this.#table} set body = $2 where id = $1`, [id, body])
  }

  /** As applications do: the row stays, with its body. */
  async deletePost(id: string): Promise<void> {
    await this.#pool.query(`update ${this.#table} set deleted_at = now() where id = $1`, [id])
  }

  async removeRow(id: string): Promise<void> {
    await this.#pool.query(`delete from ${this.#table} where id = $1`, [id])
  }

  /** Bodies of a user's posts, oldest first. */
  async bodiesOf(userId: string): Promise<string[]> {
    const sql = `select body from ${this.#table} where user_id = $1 and deleted_at is null order by id`
    const { rows } = await this.#pool.query<{ body: string }>(sql, [userId])
    return rows.map(({ body }) => body)
  }
}
