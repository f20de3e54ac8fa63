/** Whether the sources run, in a checkout of the repository, and not what was built of them. */
export const FROM_SOURCES = import.meta.url.endsWith('.ts')
