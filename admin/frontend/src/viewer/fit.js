// How large a diagram is drawn: as wide as its place, never larger than it was drawn.
import { t } from '../i18n/runtime.js';

const ROOM = 16;                    // px round the drawing
const MARK = 40;                    // px under it, where the mark of bpmn.io stands free
const TALLEST = 0.75;               // of the window
const STEP = 1.3;

export function fit(viewer, host) {
  const canvas = viewer.get('canvas');
  const { inner } = canvas.viewbox();
  const width = host.clientWidth;
  const scale = Math.min(1, (width - 2 * ROOM) / inner.width);
  const height = Math.min(inner.height * scale + 2 * ROOM + MARK, innerHeight * TALLEST);
  host.style.height = `${height}px`;
  host.classList.remove('is-zoomed');
  canvas.resized();
  canvas.viewbox({
    x: inner.x - Math.max(ROOM, (width - inner.width * scale) / 2) / scale,
    y: inner.y - ROOM / scale,
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
