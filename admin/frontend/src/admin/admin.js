// Lets Flask-Admin's pages, written for Bootstrap 4, live in our frame on Bootstrap 5 and under a
// policy that forbids inline code. Runs after jQuery and before Flask-Admin's own scripts.
import './admin.css';
import { Alert, Collapse, Dropdown, Modal, Tooltip } from 'bootstrap';

const { jQuery: $ } = globalThis;
const PLUGINS = { alert: Alert, collapse: Collapse, dropdown: Dropdown, modal: Modal, tooltip: Tooltip };

Object.assign(globalThis, { bootstrap: { Alert, Collapse, Dropdown, Modal, Tooltip } });

// $(…).modal('hide') and its like, as Flask-Admin's scripts call them
for (const [ name, Plugin ] of Object.entries(PLUGINS)) {
  $.fn[name] = function (what) {
    return this.each((_, element) => {
      const plugin = Plugin.getOrCreateInstance(element);
      if (typeof what === 'string') plugin[what]();
      else if (name === 'modal') plugin.show();
    });
  };
}

/** Give Bootstrap 5 its attributes, and take away what only a looser policy would run. */
function upgrade(root) {
  for (const name of [ 'toggle', 'target', 'dismiss' ]) {
    for (const element of root.querySelectorAll(`[data-${name}]`)) {
      element.setAttribute(`data-bs-${name}`, element.getAttribute(`data-${name}`));
      element.removeAttribute(`data-${name}`);
    }
  }
  for (const link of root.querySelectorAll('a[href^="javascript:"]')) {
    link.setAttribute('href', '#');
    link.dataset.nowhere = '';
  }
  for (const select of root.querySelectorAll('select:not(.form-select, [data-role])')) {
    select.classList.add('form-select');
  }
}

/** Bootstrap 4 loaded a link into its dialog; version 5 leaves that to the page. */
async function fill(link) {
  const content = document.querySelector(`${link.dataset.bsTarget} .modal-content`);
  const page = await fetch(link.href, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
  content.innerHTML = await page.text();            // scripts in it do not run, and need not
  upgrade(content);
  globalThis.faForm?.applyGlobalStyles(content);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a, button, [data-bulk]');
  if (!link) return;
  if (link.matches('[data-nowhere]')) event.preventDefault();
  if (link.matches('[data-bs-toggle="modal"][href]')) {
    event.preventDefault();
    fill(link);
  }
  if (link.matches('[data-bulk]')) {
    event.preventDefault();
    globalThis.modelActions.execute(link.dataset.bulk);
  }
  if (link.matches('[data-add-inline]')) {
    event.preventDefault();
    globalThis.faForm.addInlineField(link, link.dataset.addInline);
  }
});

// The filter of a record's details, also of those in a dialog
document.addEventListener('input', ({ target }) => {
  if (target.id !== 'fa_filter') return;
  const wanted = target.value.toLowerCase();
  for (const row of document.querySelectorAll('.searchable tr')) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
});

upgrade(document);
document.addEventListener('DOMContentLoaded', () => upgrade(document));
