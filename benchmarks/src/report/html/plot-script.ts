/**
 * What the page runs: draws each plot of `window.plots` into the element that names it by its number. Text, since it
 * belongs to the browser and not to this program.
 */
export const PLOT_SCRIPT = `
const colours = ['#2563eb', '#dc2626', '#059669', '#d97706', '#7c3aed', '#0891b2', '#be185d', '#4d7c0f']
for (const element of document.querySelectorAll('[data-plot]')) {
  const plot = window.plots[Number(element.dataset.plot)]
  const bars = plot.kind === 'bars'
  const named = plot.xNames !== undefined
  const margin = named ? 0.6 : 0
  const series = plot.series.map(({ name }, index) => ({
    label: name,
    stroke: colours[index % colours.length],
    width: 2,
    points: { show: !bars, size: 7 },
    ...(bars ? { fill: colours[index % colours.length] + '99', paths: uPlot.paths.bars({ size: [0.6, 90] }) } : {}),
  }))
  new uPlot({
    title: plot.title,
    width: 520,
    height: 280,
    scales: {
      x: { time: false, range: (_, low, high) => [low - margin, high + margin] },
      y: plot.logarithmic ? { distr: 3 } : { range: (_, low, high) => [0, high > 0 ? high * 1.1 : 1] },
    },
    axes: [
      {
        label: plot.xLabel,
        ...(named ? { splits: () => plot.xs, values: (_, places) => places.map((place) => plot.xNames[place]) } : {}),
      },
      { label: plot.yLabel, size: 80 },
    ],
    series: [{ label: plot.xLabel || 'contender', value: (_, x) => (named ? plot.xNames[x] : x) ?? '' }, ...series],
  }, [plot.xs, ...plot.series.map(({ values }) => values)], element)
}
`
