/** What Node runs. */
export default {
  root: import.meta.dirname,
  build: { ssr: 'main.ts', outDir: '../../artifacts/bench-sync', emptyOutDir: false, minify: false, target: 'node20', rollupOptions: { output: { entryFileNames: 'main.js' } } },
};
