import { percentile, type Figures } from './scenario.ts';

/** A row a rule: of its runs the median, and the worst where it says more. */
export function tableOf(rows: ReadonlyMap<string, readonly Figures[]>): string {
  const lines = [...rows].map(([name, runs]) => {
    const p50 = runs.map((r) => percentile(r.apart, 0.5));
    const p95 = runs.map((r) => percentile(r.apart, 0.95));
    return `| ${[name, ms(median(p50)), ms(median(p95)), ms(Math.max(...p95)), seconds(runs.map((r) => r.joined)), ...[0, 1].map((i) => seconds(runs.map((r) => r.healed[i])))].join(' | ')} |`;
  });
  return ['| rules of | apart p50, ms | apart p95, ms | the worst p95, ms | join, s | jump of 0.8 s, s | jump of 3 s, s |', '|---|---|---|---|---|---|---|', ...lines].join('\n');
}

function ms(value: number): string {
  return value.toFixed(0);
}

/** The median of those that came back, and how many did where not all have. */
function seconds(values: readonly (number | undefined)[]): string {
  const back = values.filter((v) => v !== undefined);
  if (back.length === 0) return 'never';
  return `${(median(back) / 1000).toFixed(1)}${back.length < values.length ? ` (${back.length} of ${values.length})` : ''}`;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
