/**
 * Normalised discounted cumulative gain of the first `depth` items (Järvelin and Kekäläinen, TOIS 2002): gains of what is
 * shown, each divided by log2 of its rank plus 1, over those of the best order there is. 0 to 1; 1 if nothing could be gained.
 */
export function ndcg(shown: readonly number[], all: readonly number[], depth: number): number {
  const best = [...all].sort((one, other) => other - one)
  const ideal = dcg(best, depth)
  return ideal === 0 ? 1 : dcg(shown, depth) / ideal
}

function dcg(gains: readonly number[], depth: number): number {
  return gains.slice(0, depth).reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0)
}
