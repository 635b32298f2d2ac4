// What a page loads: each entry with all that it imports, in bytes and compressed.
import fs from 'node:fs';
import path from 'node:path';

const dist = process.env.OUT ?? '../static/dist';
const files = JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8'));
const imported = /\b(?:import|from)\s*"\.\/([^"]+)"/g;
const later = /\bimport\(\s*"\.\/([^"]+)"/g;           // when the reader comes to it

const bytes = (name) => fs.statSync(path.join(dist, name)).size;
const kilobytes = (names, suffix = '') =>
  Math.round(names.reduce((sum, name) => sum + bytes(name + suffix), 0) / 102.4) / 10;

/** A file and every file that it imports, however far and however late. */
function loaded(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  if (name.endsWith('.js')) {
    const code = fs.readFileSync(path.join(dist, name), 'utf8');
    for (const pattern of [ imported, later ]) {
      for (const [ , other ] of code.matchAll(pattern)) loaded(other, seen);
    }
  }
  return seen;
}

const PAGES = { 'any page': [], 'with a form': [ 'form-viewer' ], 'with a diagram': [ 'viewer' ],
  'with both': [ 'form-viewer', 'viewer' ] };
const sizes = Object.fromEntries(Object.entries(PAGES).map(([ page, entries ]) => {
  const names = [ 'app', ...entries ].flatMap((entry) => [ `${entry}.js`, `${entry}.css` ]);
  const all = [ ...new Set(names.flatMap((name) => [ ...loaded(files[name]) ])) ];
  return [ page, { files: all.length, kb: kilobytes(all), gzip: kilobytes(all, '.gz'),
    brotli: kilobytes(all, '.br') } ];
}));

if (process.argv.includes('--json')) console.log(JSON.stringify(sizes));
else console.table(sizes);
