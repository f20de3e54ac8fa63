import type { Kafka } from 'kafkajs'

/** Removes the topics and groups of Kafka whose names begin with a prefix. */
export async function dropTopics(client: Kafka, prefix: string): Promise<void> {
  const admin = client.admin()
  await admin.connect()
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
  if (topics.length > 0) await admin.deleteTopics({ topics })
  const { groups } = await admin.listGroups()
  const ids = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(prefix))
  // A member that was killed counts until its session is over; Kafka forgets its group later.
  if (ids.length > 0) await admin.deleteGroups(ids).catch(() => undefined)
  await admin.disconnect()
}
