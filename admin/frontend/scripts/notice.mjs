// Whose code the bundles hold, and under which licence.
import fs from 'node:fs';
import path from 'node:path';

const NAME = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** The packages that gave code or styles to the bundles: folder → { name, version, licence, text }. */
export function bundled(inputs) {
  const folders = new Set(inputs.map((file) => NAME.exec(file)?.[0]).filter(Boolean));
  return [ ...folders ].map(described).sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function described(folder) {
  const { name, version, license, author } = JSON.parse(
    fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = fs.readdirSync(folder).filter((file) => /^licen[cs]e(\.|-|$)/i.test(file)).sort();
  const text = texts.map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
  return { name, version, licence: named(license, text[0]), author: author?.name ?? author, text };
}

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
