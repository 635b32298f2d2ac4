// Which fields count, in the browser: the same as engine/forms/settling.py, which is the judge.
//
// A condition may look at a field that another condition hides, and a hidden field counts as null:
// so all of them are evaluated again until nothing changes. form-js alone evaluates them twice.
import { emptyOf, meaning } from './meaning.js';

const EXPRESSION = 'expression', LIST = 'dynamiclist';

/**
 * Lay answers out on a form and find out what counts.
 *
 * @param {object[]} components the schema's, with conditions as the designer wrote them
 * @param {object} sent the answers so far
 * @param {object} known the server's own data, which read-only fields keep
 * @param {(text: string, context: object) => any} evaluate FEEL without its “=”
 */
export function settle(components, sent, known, evaluate) {
  const settled = new Settled(evaluate);
  lay(components, { sent, known, path: [], gates: [], rows: [], readonly: false }, settled);
  settled.settle();
  return settled;
}

class Settled {
  constructor(evaluate) {
    Object.assign(this, { evaluate, gates: [], places: [], lists: [], at: new Map(), closed: new Set() });
    this.data = {};
  }

  settle() {
    for (const place of this.places) this.read(place);
    for (let round = this.gates.length + this.places.length + 2; round > 0; round--) {
      this.data = this.laidOut();
      const before = this.state();
      for (const place of this.places) this.read(place);
      this.closed = new Set(this.gates.filter((gate) => this.hides(gate)));
      if (this.state() === before) return;
    }
  }

  state() {
    const moving = this.places.filter(({ moves }) => moves).map(({ value }) => value ?? null);
    return JSON.stringify([ this.gates.map((gate) => this.closed.has(gate)), moving ]);
  }

  counts({ gates }) {
    return !gates.some((gate) => this.closed.has(gate));
  }

  hides(gate) {
    const own = gate.own ? { [gate.own.key]: gate.own.value } : {};
    return this.value(gate.hide, gate.around, own) === true;
  }

  read(place) {
    const { component, around } = place;
    const { expression, readonly } = component;
    if (component.type === EXPRESSION) {
      place.value = this.value(expression, around);
      return;
    }
    place.readonly = place.fixed || (isFeel(readonly) && this.value(readonly, around) === true);
    const raw = place.readonly ? place.known : place.sent;
    place.value = meaning(component, raw, place.readonly ? null : this.options(place));
  }

  options({ component, around }) {
    const { values, valuesExpression } = component;
    const found = values ?? (isFeel(valuesExpression) ? this.value(valuesExpression, around) : []);
    return Array.isArray(found) ? found.map((one) => one?.value ?? one) : [];
  }

  /** What FEEL gives where it stands; names of rows and groups win over outer ones. */
  value(text, around, own = {}) {
    const levels = around.map((_, depth) => dig(this.data, around.slice(0, depth)));
    const here = dig(this.data, around), objects = [ ...levels, here ].filter(isObject);
    const parent = dig(this.data, outside(around));
    return this.evaluate(text.slice(1), Object.assign({}, ...objects, { this: here, parent }, own));
  }

  /** The data as conditions see it: what counts, else null. */
  laidOut() {
    const data = {};
    for (const list of this.lists) {
      const count = this.counts(list) ? list.count : 0;
      put(data, list.path, Array.from({ length: count }, () => ({})));
    }
    for (const place of this.places) put(data, place.path, this.counts(place) ? place.value : null);
    return data;
  }

  /** Whether the field at a path counts; what is no field of ours does. */
  countsAt(path) {
    const found = this.places.find((place) => place.path.join(' ') === path.join(' '));
    return found === undefined || this.counts(found);
  }

  /** Answers with all rows of the lists that count, also of one in which nothing is asked. */
  withRows(answers) {
    for (const { path, count } of this.lists.filter((list) => this.counts(list))) {
      const rows = dig(answers, path) ?? [];
      put(answers, path, Array.from({ length: count }, (_, number) => rows[number] ?? {}));
    }
    return answers;
  }

  /** Whether a component is hidden; `rows` are the numbers of the rows around it, from 1. */
  isHidden(id, rows) {
    const found = this.at.get(name(id, rows));
    return found !== undefined && this.closed.has(found.gate);
  }

  /** What an expression of a component gives there. */
  valueAt(id, rows, text) {
    return this.value(text, this.at.get(name(id, rows))?.around ?? []);
  }
}

function lay(components, around, settled) {
  for (const component of components) {
    const steps = stepsOf(component), hide = component.conditional?.hide;
    const gate = isFeel(hide) ? { hide, around: around.path } : null;
    const inner = {
      ...around,
      path: [ ...around.path, ...steps ],
      gates: gate ? [ ...around.gates, gate ] : around.gates,
      readonly: around.readonly || component.disabled === true || component.readonly === true,
    };
    if (gate) settled.gates.push(gate);
    settled.at.set(name(component.id, around.rows), { gate, around: around.path });
    if (component.type === LIST) layRows(component, inner, settled);
    else if (component.components) lay(component.components, inner, settled);
    else if (component.key) layQuestion(component, inner, around.path, gate, settled);
  }
}

function layQuestion(component, { sent, known, path, gates, readonly }, around, gate, settled) {
  const place = { component, path, around, gates, key: path.at(-1), fixed: readonly,
    sent: dig(sent, path), known: dig(known, path), value: emptyOf(component),
    moves: component.type === EXPRESSION || [ 'readonly', 'valuesExpression' ]
      .some((one) => isFeel(component[one])) };
  settled.places.push(place);
  if (gate && path.length - around.length === 1) gate.own = place;
}

function layRows(component, around, settled) {
  const { sent, known, path, gates, readonly } = around;
  const rows = dig(readonly ? known : sent, path);
  const count = Array.isArray(rows) ? rows.length : 0;
  settled.lists.push({ path, gates, count });
  for (let number = 0; number < count; number++) {
    const row = { ...around, path: [ ...path, number ], rows: [ ...around.rows, number + 1 ] };
    lay(component.components ?? [], row, settled);
  }
}

const isFeel = (text) => typeof text === 'string' && text.startsWith('=');
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const name = (id, rows) => [ id, ...rows ].join(' ');

function stepsOf({ type, key, path, components }) {
  const written = components || type === LIST ? path : key;
  return written ? written.split('.') : [];
}

function dig(data, path) {
  return path.reduce((inside, step) => inside?.[step], data) ?? null;
}

/** Lay a value down, making the objects on the way; a missing row stays missing. */
function put(data, path, value) {
  let inside = data;
  for (const step of path.slice(0, -1)) {
    if (typeof step === 'number' && !(step in inside)) return;
    inside = (inside[step] ??= {});
  }
  inside[path.at(-1)] = value;
}

/** The path of what a row or group stands in. */
function outside(around) {
  const steps = [ ...around ];
  while (typeof steps.at(-1) === 'number') steps.pop();
  return steps.slice(0, -1);
}
