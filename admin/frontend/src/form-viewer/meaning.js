// What an answer means to conditions: as engine/forms/kinds.py reads it, null when it cannot.

const EDGES = /^[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;
const UNBEARABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/u;
const MOST_CHARACTERS = 100000;
const MANY = [ 'checklist', 'taglist' ], ONE = [ 'select', 'radio' ];

/** What a field left open means. */
export function emptyOf({ type }) {
  if (type === 'checkbox') return false;
  return MANY.includes(type) ? [] : null;
}

/**
 * @param {object} component
 * @param {any} raw what was answered, or the server's own value
 * @param {any[] | null} options what may be chosen, null for a value of the server's
 */
export function meaning(component, raw, options) {
  if (isBlank(raw)) return emptyOf(component);
  if (options === null) return raw;
  return read(component, raw, options) ?? emptyOf(component);
}

function isBlank(raw) {
  return raw === null || raw === undefined || raw.length === 0
    || (typeof raw === 'string' && !trimmed(raw));
}

const trimmed = (text) => text.replace(EDGES, '');

function read({ type, subtype }, raw, options) {
  if (type === 'textfield') return line(raw);
  if (type === 'textarea') return bearable(raw)?.replace(/\r\n?/g, '\n');
  if (type === 'number') return number(raw);
  if (type === 'checkbox') return raw === true || raw === 'true';
  if (type === 'datetime' && (subtype ?? 'date') === 'date') return date(raw);
  if (ONE.includes(type)) return choice(raw, options);
  return MANY.includes(type) ? choices(raw, options) : raw;
}

function bearable(raw) {
  const short = typeof raw === 'string' && [ ...raw ].length <= MOST_CHARACTERS;
  return short && !UNBEARABLE.test(raw) ? raw : null;
}

function line(raw) {
  const text = bearable(raw);
  return text === null || /[\n\r]/.test(trimmed(text)) ? null : trimmed(text);
}

function number(raw) {
  const value = typeof raw === 'string' ? Number(raw) : raw, size = Math.abs(value);
  return value === 0 || (size >= 1e-12 && size < 1e19) ? value : null;
}

function date(raw) {
  if (!/^\d{4}-\d\d-\d\d$/.test(raw)) return null;
  const day = new Date(`${raw}T00:00:00Z`);
  const isReal = !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(raw);
  return isReal && raw >= '1900' && raw < '2201' ? raw : null;
}

function choice(raw, options) {
  return options.find((option) => option === raw || String(option) === raw) ?? null;
}

function choices(raw, options) {
  const found = Array.isArray(raw) ? raw.map((one) => choice(one, options)) : [ null ];
  return found.includes(null) ? null : found;
}
