// What the browser makes of expressions and answers: feelin and the viewer's own settling.
// Each line of input is a list of questions, each line of output the list of answers.
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import { pathToFileURL } from 'node:url';

const [ , , packages, sources ] = process.argv;
const found = createRequire(path.join(packages, 'package.json')).resolve('@bpmn-io/feelin');
const { evaluate } = await import(pathToFileURL(found));
const { settle } = await import(pathToFileURL(path.join(sources, 'settling.js')));

function feel(text, context) {
  try {
    return evaluate(text, context).value ?? null;
  } catch (error) {
    return { failed: error.message };
  }
}

function settled({ components, sent, known, asked }) {
  const found = settle(components, sent, known, feel);
  return {
    data: found.data,
    values: found.places.map(({ path, value }) => [ path, value ?? null ]),
    open: [ ...found.places, ...found.lists ].filter((one) => found.counts(one)).map((one) => one.path),
    given: (asked ?? []).map(([ id, rows, text ]) => found.valueAt(id, rows, text) ?? null),
  };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const answers = JSON.parse(line).map((one) => ('text' in one ? feel(one.text, one.data) : settled(one)));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
