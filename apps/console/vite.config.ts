import { defineConfig } from 'vite';

import { bundleLimit } from './bundle-limit.js';
import { firstRequests } from './first-requests.js';

/** The API that `vite apps/console` passes requests on to. */
const API = process.env['TIDEMARK_URL'] ?? 'http://127.0.0.1:2180';

export default defineConfig({
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    // A `data:` URL would need a wider policy than the server's.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    // `use client` means something to servers that render pages.
    rolldownOptions: {
      checks: { moduleLevelDirective: false },
      // Each file costs a request, so that the code which several views share is one file.
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] } },
    },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  plugins: [firstRequests(), bundleLimit()],
  server: { proxy: { '/v1': API, '/docs': API, '/openapi.json': API } },
});
