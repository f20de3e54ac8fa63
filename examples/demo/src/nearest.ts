/** The candidate that takes the fewest edits to reach from a word (Levenshtein); the first of several. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return [...candidates].sort((a, b) => editDistance(word, a) - editDistance(word, b))[0]
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
  }
  return row[b.length] ?? 0
}
