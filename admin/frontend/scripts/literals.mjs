// Which words of a library are said by our translator although the library has none for them.
// While bundling, the listed string literals become calls; nothing is patched on disk.
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';

const runtime = path.resolve('src/i18n/runtime.js');
const NOT_WORDS = new Set([
  'ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', // names of modules
  'BinaryExpression', 'SwitchCase', 'MemberExpression',                 // compared, looked up
]);

/** Return the code with each of `words`, where it is shown to people, wrapped in a call. */
export function translated(code, words) {
  const found = [];
  ancestor(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), {
    Literal(node, _state, ancestors) {
      const parent = ancestors.at(-2);
      if (!words.includes(node.value) || NOT_WORDS.has(parent.type)) return;
      if (parent.type === 'Property' && parent.key === node) return;
      if (parent.type === 'CallExpression') return;       // already given to a translator
      found.push(node);
    },
  });
  for (const { start, end, value } of found.sort((a, b) => b.start - a.start)) {
    code = `${code.slice(0, start)}gucheng_t(${JSON.stringify(value)})${code.slice(end)}`;
  }
  return `import { t as gucheng_t } from ${JSON.stringify(runtime)};\n${code}`;
}

/** An esbuild plugin that does so for one package; fails when an upgrade has lost a word. */
export const literals = (name, words) => ({
  name: 'translate-literals',
  setup(build) {
    const filter = new RegExp(`node_modules/${name}/dist/index\\.es\\.js$`);
    build.onLoad({ filter }, ({ path: file }) => {
      const contents = translated(fs.readFileSync(file, 'utf8'), words);
      const lost = words.filter((word) => !contents.includes(`gucheng_t(${JSON.stringify(word)})`));
      return { contents, loader: 'js', errors: lost.map((word) => ({ text: `no "${word}"` })) };
    });
  },
});
