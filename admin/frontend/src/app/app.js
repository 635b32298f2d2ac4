// What every page does by itself: parts that load (htmx), menus, questions before a deed, one
// submission a click. Everything works without it, too; it only makes it smoother.
import '../i18n/pages.js';
import htmx from 'htmx.org';
import { t } from '../i18n/runtime.js';

const HELD_FOR = 8000; // ms until a form whose answer never came may be sent again

const token = () => document.querySelector('meta[name="csrf-token"]')?.content;

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  if (token()) ctx.request.headers['X-CSRFToken'] = token();
});
document.addEventListener('htmx:response:error', ({ detail: { ctx } }) =>
  announce(t('The server could not do this ({status}). Please try again.',
    { status: ctx.response?.status ?? '' })));
document.addEventListener('htmx:error', () =>
  announce(t('The server cannot be reached. Please try again.')));

/** Show a sentence at the top of the page; screen readers say it at once. */
function announce(sentence) {
  const notice = document.createElement('div');
  notice.className = 'alert alert-danger notice';
  notice.setAttribute('role', 'alert');
  const close = document.createElement('button');
  close.className = 'btn-close';
  close.type = 'button';
  close.setAttribute('aria-label', t('Close'));
  close.addEventListener('click', () => notice.remove());
  notice.append(sentence, close);
  (document.querySelector('#notices') ?? document.querySelector('main') ?? document.body)
    .prepend(notice);
}

// A button or form with data-confirm="…" asks first.
document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !globalThis.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// A second click on a slow day must not send a form twice. Runs last: others may still refuse.
globalThis.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented || form.matches('[hx-post]')) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '1';
  setTimeout(() => delete form.dataset.sent, HELD_FOR);
});
globalThis.addEventListener('pageshow', () => {       // back from the next page
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// <select data-autosubmit>: the language, a filter. A page offers a button inside <noscript>.
document.addEventListener('change', ({ target }) => {
  if (target.matches?.('[data-autosubmit]')) target.form?.requestSubmit();
});

// <details class="menu"> closes as a menu does.
document.addEventListener('click', ({ target }) => closeMenus(target.closest('details.menu')));
document.addEventListener('keydown', ({ key }) => {
  const open = key === 'Escape' && document.querySelector('details.menu[open]');
  if (open) {
    closeMenus();
    open.querySelector('summary').focus();
  }
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (menu !== except) menu.open = false;
  }
}

// What the server found wrong is read first.
document.querySelector('[data-error-summary]')?.focus();

export default htmx;
