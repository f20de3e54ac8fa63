/** Opaque user id: 1 to 256 UTF-8 bytes, no control, bidi-override or zero-width characters, no lone surrogates. */
export type UserId = string

/** Post id as the configured {@link IdCodec} writes it: decimal digits (Snowflake), hyphenated hex (UUIDv7), or base 32 (ULID). */
export type PostId = string

/** Tenant whose data an operation touches. Data of two tenants never meets. */
export type TenantId = string

/** The tenant used where an application has only one. */
export const DEFAULT_TENANT: TenantId = 'default'
