import type { TestProject } from 'vitest/node'
import { ensureServices } from './services'
import { PROJECTS_WITH_SERVERS } from './vitest-projects'

/** Before the first test of a project: its servers serve, and its tests know where. They stay for the next run. */
export default async function setup(project: TestProject): Promise<void> {
  project.provide('connections', await ensureServices(PROJECTS_WITH_SERVERS[project.name]?.servers ?? []))
}
