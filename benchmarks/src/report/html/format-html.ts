import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { RunReport } from '../run-report'
import { escaped, scriptLiteral } from './markup'
import { aimTable, outcomeSection } from './outcome-section'
import { PLOT_SCRIPT } from './plot-script'
import { curvePlots, outcomePlots, type Plot } from './plots'
import { STYLES } from './styles'

/** The report as one file that needs nothing beside it: tables, and plots by uPlot. */
export async function formatHtml(report: RunReport): Promise<string> {
  const [library, libraryStyles] = await Promise.all([uplotFile('uPlot.iife.min.js'), uplotFile('uPlot.min.css')])
  const outcomes = report.results.map(({ outcome }) => outcome)
  const plots: Plot[] = []
  const place = (added: readonly Plot[]): string => {
    const elements = added.map((plot) => `<div data-plot="${plots.push(plot) - 1}"></div>`)
    return elements.length === 0 ? '' : `<div class="plots">${elements.join('')}</div>`
  }
  const workloads = [...new Set(outcomes.map(({ workload }) => workload))]
  const sections = workloads.map((name) => {
    const own = outcomes.filter(({ workload }) => workload === name)
    const body = own.map((outcome) => outcomeSection(outcome, place(outcomePlots(outcome))))
    return [`<h2>${escaped(name)}</h2>`, place(curvePlots(own)), ...body].join('\n')
  })
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>feed-bench</title>
<style>${libraryStyles}${STYLES}</style>
<h1>feed-bench</h1>
${head(report)}
<h2>Aims</h2>
${aimTable(outcomes) || '<p>None in this run.</p>'}
${sections.join('\n')}
<script>${library}</script>
<script>window.plots = ${scriptLiteral(plots)}</script>
<script>${PLOT_SCRIPT}</script>
</html>
`
}

function head({ command, machine, node, profile, seed, rounds, scale, failures }: RunReport): string {
  const notes = [
    `<code>${escaped(command)}</code>`,
    escaped(`${machine}, Node ${node}`),
    escaped(`profile ${profile}, seed ${seed}, medians of ${rounds} rounds`),
    ...(scale === 'tiny' ? ['<b>Tiny scale: the figures mean nothing.</b>'] : []),
    ...failures.map(
      ({ workload, reason }) => `<span class="missed">${escaped(`${workload} failed: ${reason}`)}</span>`,
    ),
  ]
  return `<p>${notes.join('<br>')}</p>`
}

function uplotFile(name: string): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve(`uplot/dist/${name}`), 'utf8')
}
