// What is wrong with the answers, shown at once on top and at each field.
// A problem is { field: 'members.0.name', text: '…' }, the same from the browser and the server.
import { t } from '../i18n/runtime.js';

const instances = (form) => form.get('formFieldInstanceRegistry').getAllKeyed();
const fieldOf = (form, id) => form.get('formFieldRegistry').get(id);
const dotted = ({ valuePath }) => valuePath.join('.');
const place = ({ id, indexes }) => [ id, ...Object.values(indexes ?? {}) ];

/** form-js's own errors as problems, in the order of the form. */
export function findings(form, errors) {
  return instances(form).flatMap((instance) => {
    const texts = place(instance).reduce((inside, key) => inside?.[key], errors);
    return Array.isArray(texts) ? texts.map((text) => ({ field: dotted(instance), text })) : [];
  });
}

/** Show the server's problems at their fields. */
export function markAt(form, problems) {
  const errors = {};
  for (const instance of instances(form)) {
    const texts = problems.filter(({ field }) => field === dotted(instance)).map(({ text }) => text);
    if (texts.length) set(errors, place(instance), texts);
  }
  form._setState({ errors });
}

function set(target, path, value) {
  const last = path.at(-1);
  const inside = path.slice(0, -1).reduce((object, key) => (object[key] ??= {}), target);
  inside[last] = value;
}

/** Put a list of the problems before the form, each leading to its field, and move there. */
export function summarise(mount, problems, form, plain) {
  for (const old of [ mount, plain?.closest('main') ]) {
    old?.querySelector('[data-error-summary]')?.remove();
  }
  const summary = document.createElement('div');
  summary.className = 'error-summary';
  Object.assign(summary.dataset, { errorSummary: '' });
  summary.setAttribute('role', 'alert');
  summary.tabIndex = -1;
  const title = document.createElement('h2');
  title.textContent = problems.length === 1 ? t('Please correct one answer')
    : t('Please correct {count} answers', { count: problems.length });
  const list = document.createElement('ul');
  list.append(...problems.map((problem) => line(mount, form, problem)));
  summary.append(title, list);
  mount.prepend(summary);
  summary.focus();
}

function line(mount, form, { field, text }) {
  const item = document.createElement('li');
  const instance = instances(form).find((one) => dotted(one) === field);
  if (!instance) {
    item.textContent = text;
    return item;
  }
  const { label, dateLabel, timeLabel } = fieldOf(form, instance.id);
  const link = document.createElement('a');
  link.href = '#';
  link.textContent = t('{label}: {text}', { label: label ?? dateLabel ?? timeLabel ?? field, text });
  link.addEventListener('click', (event) => {
    event.preventDefault();
    focusOn(mount, instance);
  });
  item.append(link);
  return item;
}

/** Move to a field: its input, or the first of its inputs. */
function focusOn(mount, { id, indexes }) {
  const suffix = Object.values(indexes ?? {}).map((index) => `_${index}`).join('');
  const candidates = mount.querySelectorAll(`[data-id="${id}"], [id$="-${id}${suffix}"]`);
  for (const found of candidates) {
    const input = found.matches('input, textarea, select') ? found
      : found.querySelector('input, textarea, select, [tabindex="0"]');
    if (input) {
      input.focus();
      input.scrollIntoView({ block: 'center' });
      return;
    }
  }
}
