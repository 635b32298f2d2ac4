// How large a diagram is drawn: as large as its place, never larger than it was drawn; one whose
// words would be too small to read opens where its case waits instead.
import { t } from '../i18n/runtime.js';

const ROOM = 16;                    // px round the drawing
const MARK = 40;                    // px under it, where the mark of bpmn.io stands free
const TALLEST = 0.7;                // of the window: a finger beside it still moves the page
const STEP = 1.3;
const SMALLEST = 0.5;               // of the size it was drawn in: 12 px letters become 6
const READABLE = 0.85;

/** Show the whole when it can be read, else the neighbourhood of an element. */
export function open(viewer, host, id) {
  const canvas = viewer.get('canvas');
  const element = viewer.get('elementRegistry').get(id);
  fit(viewer, host);
  if (!host.clientWidth || canvas.zoom() >= SMALLEST || !element) return;
  canvas.zoom(READABLE);
  const { width, height } = canvas.viewbox();
  canvas.viewbox({
    x: element.x + element.width / 2 - width / 2,
    y: element.y + element.height / 2 - height / 2,
    width, height,
  });
  host.classList.add('is-zoomed');
}

/** Show the whole, above the mark. */
export function fit(viewer, host) {
  const canvas = viewer.get('canvas');
  const { inner } = canvas.viewbox();
  const width = host.clientWidth;
  if (!width || !inner.width) return;   // the page is being left, or the drawing is empty
  const tallest = innerHeight * TALLEST - 2 * ROOM - MARK;
  const scale = Math.min(1, (width - 2 * ROOM) / inner.width, tallest / inner.height);
  const room = Math.min(tallest, inner.height * Math.max(scale, SMALLEST));
  const height = room + 2 * ROOM + MARK;
  host.style.height = `${height}px`;
  host.classList.remove('is-zoomed');
  canvas.resized();
  canvas.viewbox({
    x: inner.x - (width / scale - inner.width) / 2,
    y: inner.y - ROOM / scale - (room / scale - inner.height) / 2,
    width: width / scale,
    height: height / scale,
  });
}

export function zoomButtons(viewer, host) {
  const zoom = (factor) => {
    const canvas = viewer.get('canvas');
    canvas.zoom(Math.min(4, Math.max(0.1, canvas.zoom() * factor)), 'auto');
    host.classList.add('is-zoomed');
  };
  const group = document.createElement('div');
  group.className = 'btn-group no-print';
  group.append(
    button('+', t('Enlarge'), () => zoom(STEP)),
    button('−', t('Shrink'), () => zoom(1 / STEP)),
    button(t('Whole diagram'), '', () => fit(viewer, host)),
  );
  return group;
}

function button(sign, label, press) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn';
  made.textContent = sign;
  if (label) made.setAttribute('aria-label', label);
  made.addEventListener('click', press);
  return made;
}
