// Whose code the bundles hold, and under which licence.
import fs from 'node:fs';
import path from 'node:path';

const NAME = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

// Whose styles stand inside another's compiled file, where the bundler cannot see them.
const WITHIN = { '@bpmn-io/form-js-viewer': [ '@carbon/grid', '@carbon/layout' ] };
const BOOTSTRAP = { name: 'bootstrap', version: '5.3 (within @tabler/core)', licence: 'MIT',
  author: 'The Bootstrap Authors' };

/** The packages that gave code or styles to the bundles: folder → { name, version, licence, text }. */
export function bundled(inputs) {
  const folders = new Set(inputs.map((file) => NAME.exec(file)?.[0]).filter(Boolean));
  for (const folder of [ ...folders ]) {
    const [ , name ] = NAME.exec(folder);
    for (const other of WITHIN[name] ?? []) folders.add(folder.replace(name, other));
  }
  return [ ...[ ...folders ].map(described), worded(BOOTSTRAP) ]
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function described(folder) {
  const { name, version, license, author } = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = fs.readdirSync(folder).filter((file) => /^licen[cs]e(\.|-|$)/i.test(file)).sort();
  const text = texts.map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  return worded(
    { name, version, licence: named(license, text[0]), author: author?.name ?? author, text });
}

/** With the licence's words, also where a package only names it. */
function worded(about) {
  if (about.text?.length) return about;
  if (about.licence !== 'MIT') throw new Error(`${about.name}: no text of its licence`);
  return { ...about, text: [ `The MIT License\n\nCopyright (c) ${about.author}\n\n${MIT}` ] };
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT.
IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION
WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const named = (licence, text = '') =>
  text.includes('bpmn.io project watermark') ? 'bpmn.io licence' : licence;

/** The NOTICE: a list of all packages, then every licence's text once, with those it is for. */
export function notice(packages) {
  const lines = packages.map(({ name, version, licence, author }) =>
    `${name} ${version} - ${licence}${author ? ` - ${author}` : ''}`);
  const texts = new Map();
  for (const { name, text } of packages) {
    for (const one of text) texts.set(one, [ ...texts.get(one) ?? [], name ]);
  }
  const parts = [ ...texts ].map(([ text, names ]) => `${names.join(', ')}\n\n${text}`);
  return [
    'Gucheng\'s pages load code of the packages below. The bpmn.io licence asks that the mark of\n'
    + 'bpmn.io on diagrams and forms stays as it is, fully visible and covered by nothing.',
    lines.join('\n'),
    ...parts,
  ].join(`\n\n${'-'.repeat(78)}\n\n`) + '\n';
}
