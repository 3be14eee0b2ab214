/** The script that a tab runs. */
export default {
  root: import.meta.dirname,
  build: { outDir: '../../artifacts/bench-sync', emptyOutDir: true, minify: false, target: 'es2022', rollupOptions: { input: 'page.ts', output: { format: 'iife', entryFileNames: 'page.js' } } },
};
