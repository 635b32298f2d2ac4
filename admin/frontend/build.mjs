// Builds what pages load: src/ → ../static/dist (or $OUT), hashed names, compressed copies.
import esbuild from 'esbuild';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { literals } from './scripts/literals.mjs';
import { bundled, notice } from './scripts/notice.mjs';
import { purged } from './scripts/styles.mjs';

const finished = path.resolve(process.env.OUT ?? '../static/dist');
const out = `${finished}.new`;
const started = Date.now();
const inputs = [];
const manifest = {};

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });

const common = {
  bundle: true, minify: true, metafile: true, target: 'es2022', outdir: out,
  entryNames: '[name]-[hash]', chunkNames: 'chunk-[hash]', legalComments: 'none',
  logLevel: 'warning', loader: { '.svg': 'dataurl' },
};

await built({
  entryPoints: { app: 'src/app/app.js', viewer: 'src/viewer/viewer.js',
    'form-viewer': 'src/form-viewer/form-viewer.js' },
  format: 'esm', splitting: true, jsx: 'automatic', jsxImportSource: 'preact',
  plugins: [ literals('@bpmn-io/form-js-viewer', [ 'Select', 'Search', 'Browse' ]) ],
});
await builtStyles('src/app/app.css', 'app.css');

fs.writeFileSync(path.join(out, 'NOTICE.txt'), notice(bundled(inputs)));
fs.writeFileSync(path.join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const name of fs.readdirSync(out).filter((file) => /\.(js|css|txt)$/.test(file))) {
  const content = fs.readFileSync(path.join(out, name));
  fs.writeFileSync(path.join(out, `${name}.gz`), zlib.gzipSync(content, { level: 9 }));
  fs.writeFileSync(path.join(out, `${name}.br`), zlib.brotliCompressSync(content));
}
fs.rmSync(finished, { recursive: true, force: true });
fs.renameSync(out, finished);
console.log(`browser bundles built in ${Date.now() - started} ms`);

async function built(options) {
  const { metafile } = await esbuild.build({ ...common, ...options });
  inputs.push(...Object.keys(metafile.inputs));
  for (const [ file, { entryPoint, cssBundle } ] of Object.entries(metafile.outputs)) {
    if (!Object.values(options.entryPoints).includes(entryPoint)) continue;
    const entry = path.basename(entryPoint, '.js');
    manifest[`${entry}.js`] = path.basename(file);
    if (cssBundle) manifest[`${entry}.css`] = path.basename(cssBundle);
  }
}

// Tabler's styles after purging, then ours, whole. Purging depends on the templates, so the hash
// is taken of what is left.
async function builtStyles(source, name) {
  const tabler = 'node_modules/@tabler/core/dist/css/tabler.min.css';
  const { outputFiles: [ own ], metafile } = await esbuild.build(
    { ...common, entryPoints: [ source ], write: false });
  inputs.push(tabler, ...Object.keys(metafile.inputs));
  const css = await purged(fs.readFileSync(tabler, 'utf8'), own.text);
  const hash = crypto.createHash('sha256').update(css).digest('hex').slice(0, 8).toUpperCase();
  manifest[name] = name.replace('.', `-${hash}.`);
  fs.writeFileSync(path.join(out, manifest[name]), css);
}
