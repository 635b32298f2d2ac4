// Draws where a case stands in its diagram.
import '../i18n/diagrams.js';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { t, Translation } from '../i18n/runtime.js';
import { fit, open, zoomButtons } from './fit.js';
import { describe, legend, mark } from './marks.js';
import { moveByFinger } from './touch.js';

export async function show(host) {
  const canvas = document.createElement('div');
  canvas.className = 'diagram-canvas';
  host.classList.add('diagram');
  host.replaceChildren(canvas);
  const viewer = new NavigatedViewer({
    container: canvas,
    additionalModules: [ Translation ],
    zoomScroll: { enabled: false },                  // the wheel belongs to the page
  });
  try {
    await viewer.importXML(await xml(host.dataset.xml));
  } catch {
    host.textContent = t('The diagram could not be loaded.');
    return;
  }
  const state = stateOf(host);
  mark(viewer, state);
  describe(viewer, canvas, state);
  const bar = document.createElement('div');
  bar.className = 'diagram-bar';
  bar.append(legend(state), zoomButtons(viewer, canvas));
  host.prepend(bar);
  open(viewer, canvas, [ ...state.errors, ...Object.keys(state.tokens) ][0]);
  moveByFinger(viewer, canvas);
  let width = innerWidth;
  addEventListener('resize', () => {                 // a phone's vanishing address bar is none
    if (width !== innerWidth) fit(viewer, canvas);
    width = innerWidth;
  });
  host.dataset.ready = '';
}

async function xml(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/xml' } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

function stateOf({ dataset }) {
  const source = document.getElementById(dataset.state);
  const { tokens = {}, done = [], errors = [] } = source ? JSON.parse(source.textContent) : {};
  return { tokens, done, errors };
}
