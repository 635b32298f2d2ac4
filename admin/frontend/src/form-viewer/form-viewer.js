// Shows a form and hands its answers to the plain <form> of the page.
//
// The page holds <form method="post"> with the server's own fields, which work without JavaScript.
// form-js draws a <form> of its own, and forms must not nest: so it is put before the plain one,
// which from then on only carries the answers, the files and the buttons.
import '../i18n/forms.js';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import './forms.css';
import flatpickr from 'flatpickr';
import { Mandarin } from 'flatpickr/dist/l10n/zh.js';
import { isChinese, t } from '../i18n/runtime.js';
import { carry } from './answers.js';
import { drawn, submitted } from './drawn.js';
import { findings, markAt, summarise } from './findings.js';

if (isChinese) flatpickr.localize(Mandarin);

for (const host of document.querySelectorAll('[data-form]')) show(host);

async function show(host) {
  const spec = JSON.parse(document.getElementById(host.dataset.form).textContent);
  const page = host.closest('form');
  const mount = document.createElement('div');
  mount.className = 'card-body';
  let form;
  try {
    form = await drawn(spec, mount);
  } catch (error) {                                  // the plain fields stay
    host.before(t('The form could not be shown: {reason}', { reason: error.message }));
    return;
  }
  (page ?? host).before(mount);
  keepHeight(mount);
  host.replaceChildren();
  host.hidden = true;
  if (spec.readonly) form.setProperty('readOnly', true);
  else if (page) send(form, mount, page);
  if (spec.problems?.length) {
    await painted();                                 // then form-js has checked what it was given
    markAt(form, spec.problems);
    summarise(mount, spec.problems, form, host);
  }
  mount.dataset.ready = '';
}

const painted = () => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
});

/**
 * form-js measures a textarea by collapsing it when it loses the focus. At the end of a page this
 * scrolls, the button moves from under the finger, and the tap is lost: so the height is held.
 */
function keepHeight(mount) {
  mount.addEventListener('focusout', () => {
    mount.style.minHeight = `${mount.offsetHeight}px`;
    setTimeout(() => { mount.style.minHeight = ''; }, 500);
  }, true);
}

/** Let the page's buttons send what was filled in; one with `formnovalidate` sends it unchecked. */
function send(form, mount, page) {
  mount.addEventListener('submit', (event) => {      // Enter in an only field: as the first button
    event.preventDefault();
    event.stopImmediatePropagation();
    page.requestSubmit(page.querySelector('[type=submit], button:not([type])'));
  }, true);
  page.noValidate = true;
  page.addEventListener('submit', (event) => {
    const { data, errors, files } = submitted(form);
    const found = findings(form, errors);
    if (found.length && !event.submitter?.formNoValidate) {
      event.preventDefault();
      summarise(mount, found, form);
      return;
    }
    carry(page, data, files);
  });
}
