export { type AttachParams, attachPostsTable } from './attach'
export { type PostsTableOptions, PostsTableStore } from './posts/post-store'
export { textBodyCodec } from './text-body-codec'
