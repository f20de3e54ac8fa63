/** How the page looks. */
export const STYLES = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; max-width: 1120px; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 3rem; border-bottom: 1px solid #e5e7eb }
h3 { margin-top: 2rem }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; display: block; overflow-x: auto }
th, td { padding: 0.2rem 0.7rem; text-align: right; border-bottom: 1px solid #e5e7eb; white-space: nowrap }
th:first-child, td:first-child { text-align: left }
.met { color: #047857 }
.missed { color: #b91c1c; font-weight: 600 }
.plots { display: flex; flex-wrap: wrap; gap: 1rem }
code { font-size: 13px }
`
