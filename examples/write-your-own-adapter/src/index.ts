export type { FileAdapterOptions } from './options'
export { type FilePostStore, openFilePostStore } from './posts/post-store'
export { type FileTimelineCache, openFileTimelineCache } from './timelines/timeline-cache'
