// Bundles filling.js with the frontend's packages: node filling.mjs PACKAGES OUT.
import { createRequire } from 'node:module';
import path from 'node:path';

const [ , , packages, outfile ] = process.argv;
const esbuild = createRequire(path.join(packages, 'package.json'))('esbuild');
await esbuild.build({
  entryPoints: [ path.join(import.meta.dirname, 'filling.js') ], outfile, bundle: true,
  format: 'iife', jsx: 'automatic', jsxImportSource: 'preact', target: 'es2022',
  nodePaths: [ path.join(packages, 'node_modules') ], logLevel: 'warning',
});
