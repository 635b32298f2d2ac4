// How tokens, passed elements and failures are marked: always by a shape besides the colour.
import { t } from '../i18n/runtime.js';

/** Mark a state { tokens: { id: count }, done: [ id ], errors: [ id ] }; unknown ids are skipped. */
export function mark(viewer, { tokens, done, errors }) {
  const known = (id) => viewer.get('elementRegistry').get(id);
  for (const id of done.filter(known)) paint(viewer, id, 'is-done', !tokens[id] && '✓');
  for (const id of Object.keys(tokens).filter(known)) {
    paint(viewer, id, 'is-waiting', tokens[id] > 1 ? String(tokens[id]) : ' ');
  }
  for (const id of errors.filter(known)) paint(viewer, id, 'is-failed', '!', { top: -12, right: 12 });
}

function paint(viewer, id, name, sign, position = { top: -14, left: -14 }) {
  viewer.get('canvas').addMarker(id, name);
  if (!sign || viewer.get('elementRegistry').get(id).waypoints) return;
  const html = document.createElement('span');
  html.className = `sign ${name}`;
  html.textContent = sign;
  html.setAttribute('aria-hidden', 'true');
  viewer.get('overlays').add(id, name, { position, html });
}

/** What the colours and signs mean, in words; only those that occur. */
export function legend({ tokens, done, errors }) {
  const list = document.createElement('ul');
  list.className = 'legend';
  const entries = [
    [ Object.keys(tokens).length, 'is-waiting', ' ', t('Waiting here') ],
    [ done.length, 'is-done', '✓', t('Passed') ],
    [ errors.length, 'is-failed', '!', t('Failed here') ],
  ];
  for (const [ count, name, sign, words ] of entries) {
    if (!count) continue;
    const item = document.createElement('li');
    const shape = document.createElement('span');
    shape.className = `sign ${name}`;
    shape.textContent = sign;
    shape.setAttribute('aria-hidden', 'true');
    item.append(shape, words);
    list.append(item);
  }
  return list;
}

/** Say to those who cannot see the drawing where the case waits. */
export function describe(viewer, canvas, { tokens }) {
  const registry = viewer.get('elementRegistry');
  const places = Object.keys(tokens).map((id) => registry.get(id)?.businessObject.name ?? id);
  canvas.setAttribute('role', 'group');
  canvas.setAttribute('aria-label', places.length
    ? t('Process diagram. Waiting at: {places}', { places: places.join('、') })
    : t('Process diagram'));
}
