import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const outDir = '../src/Matinee.Server/wwwroot';

/** Writes .br and .gz beside every text asset, so that the server never compresses at run time. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      const folder = join(import.meta.dirname, outDir, 'assets');
      for (const name of readdirSync(folder)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const bytes = readFileSync(join(folder, name));
        if (bytes.length < 512) continue;
        writeFileSync(join(folder, name + '.gz'), gzipSync(bytes, { level: 9 }));
        writeFileSync(join(folder, name + '.br'), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}

export default defineConfig({
  base: '/',
  publicDir: false,
  plugins: [precompress()],
  worker: { format: 'es' },
  build: {
    outDir,
    emptyOutDir: true,
    manifest: 'assets/manifest.json',
    target: 'es2022',
    // The first with light-dark(): an older target would have it rewritten so that a dark subtree no longer turns.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      // One entry a page; "css" and "shell" are on every page. The names are what the server asks AssetManifest for.
      input: {
        css: 'src/css/matinee.css',
        shell: 'src/shell/main.ts',
        library: 'src/library/main.ts',
        upload: 'src/upload/main.ts',
        studio: 'src/studio/main.ts',
        account: 'src/account/main.ts',
        admin: 'src/admin/main.ts',
        player: 'src/player/main.ts',
        room: 'src/room/main.ts',
        rooms: 'src/room/rooms-main.ts',
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
});
