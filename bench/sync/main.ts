import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inChromium } from './chromium.ts';
import { inModel } from './model.ts';
import { tableOf } from './report.ts';
import { rules } from './rules/all.ts';
import type { Rule } from './rules/rule.ts';
import type { Figures } from './scenario.ts';

const folder = dirname(fileURLToPath(import.meta.url));
const options = new Map(process.argv.slice(2).map((a) => a.split('=') as [string, string]));
const numberOf = (name: string, otherwise: number) => Number(options.get(name) ?? otherwise);
const rounds = numberOf('rounds', 1);
const worlds = numberOf('worlds', 20);
const sizes = (options.get('sizes') ?? '2,3').split(',').map(Number);
const places = (options.get('places') ?? 'model,chromium').split(',');
const filmSeconds = 90;

function film(): string {
  const path = join(tmpdir(), `matinee-bench-sync-${filmSeconds}.mp4`);
  if (!existsSync(path)) {
    const sources = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', String(filmSeconds)];
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...sources, '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '60', '-c:a', 'aac', '-movflags', '+faststart', path]);
  }
  return path;
}

async function measure(runs: number, one: (rule: Rule, seed: number) => Promise<Figures>): Promise<string> {
  const rows = new Map<string, Figures[]>(rules.map((r) => [r.name, []]));
  for (let seed = 1; seed <= runs; seed++) {
    for (const rule of rules) {
      const figures = await one(rule, seed);
      rows.get(rule.name)?.push(figures);
    }
  }
  return tableOf(rows);
}

const texts: string[] = [];
for (const place of places) {
  for (const count of sizes) {
    const title = place === 'model' ? `${count} simulated members, ${worlds} worlds` : `${count} tabs of Chromium, ${rounds} round${rounds === 1 ? '' : 's'}`;
    const before = loadavg()[0] ?? 0;
    const table = place === 'model' ? await measure(worlds, (rule, seed) => inModel(rule, count, seed)) : await measure(rounds, (rule, seed) => inChromium(rule, count, seed, folder, film()));
    const load = place === 'model' ? '' : ` (load ${before.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after)`;
    texts.push(`## ${title}${load}\n\n${table}`);
    console.error(texts.at(-1) + '\n');
  }
}

const results = join(folder, '../../bench/results/sync.md');
mkdirSync(dirname(results), { recursive: true });
const text = readFileSync(join(folder, '../../bench/sync/sync.md'), 'utf8').replace('{{machine}}', process.env.BENCH_MACHINE ?? '').replace('{{tables}}', texts.join('\n\n'));
writeFileSync(results, text);
console.log(results);
