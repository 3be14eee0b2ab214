// Bytes that a first visit of each page loads, gzipped; the numbers are the product's promise (KB = 1000 bytes).
import { readFileSync, existsSync, statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../src/Matinee.Server/wwwroot');
const manifest = JSON.parse(readFileSync(join(root, 'assets/manifest.json'), 'utf8'));
const byName = Object.fromEntries(Object.entries(manifest).filter(([, chunk]) => chunk.isEntry).map(([source, chunk]) => [chunk.name, source]));
const budgets = { library: 40_000, upload: 90_000, studio: 90_000, account: 90_000, admin: 90_000, rooms: 40_000, player: 230_000, room: 260_000 };

const gzipped = (file) => {
  const path = join(root, file);
  return existsSync(path + '.gz') ? statSync(path + '.gz').size : gzipSync(readFileSync(path)).length;
};
// What a page asks for by itself, without a click: one of the engines (the larger), and the line of a room.
const surely = ['src/player/hls-engine.ts', 'src/player/native-engine.ts', 'src/room/centrifuge-link.ts'];
const closure = (source, found = new Set()) => {
  if (found.has(source)) return found;
  found.add(source);
  const chunk = manifest[source];
  for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? []).filter((lazy) => surely.includes(lazy))]) closure(next, found);
  return found;
};

let failed = false;
const report = (what, bytes, limit) => {
  const over = bytes > limit;
  failed ||= over;
  console.log(`${over ? 'OVER' : 'ok  '} ${what.padEnd(10)} ${(bytes / 1000).toFixed(1).padStart(7)} KB of ${limit / 1000} KB`);
};

for (const [name, limit] of Object.entries(budgets)) {
  if (!byName[name]) continue;
  const sources = new Set([...closure(byName.shell), ...closure(byName[name])]);
  report(name, [...sources].reduce((sum, source) => sum + gzipped(manifest[source].file), 0), limit);
}
report('css', gzipped(manifest[byName.css].file), 30_000);
const fonts = new Set(Object.values(manifest).map((chunk) => chunk.file).filter((file) => file.endsWith('.woff2')));
report('fonts', [...fonts].reduce((sum, file) => sum + statSync(join(root, file)).size, 0), 80_000);
process.exit(failed ? 1 : 0);
