import { planMain } from '../../src/plan/index'

/** What the planner writes for a command line, and its exit code. */
export async function written(...args: readonly string[]) {
  let [stdout, stderr] = ['', '']
  const code = await planMain(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  })
  return { code, stdout, stderr }
}
