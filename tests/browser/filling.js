// Fills in forms one after another in a page, through form-js itself, for tests.
import { drawn, submitted } from '../../admin/frontend/src/form-viewer/drawn.js';

const idle = () => new Promise((done) => { setTimeout(done); });

/** Answer a form, then change fields by path; return what form-js holds, shows and would send. */
window.fillIn = async ({ changes = [], ...spec }) => {
  const container = document.createElement('div');
  document.body.append(container);
  const form = await drawn(spec, container);
  const instances = () => form.get('formFieldInstanceRegistry').getAllKeyed();
  await idle();
  for (const [ path, value ] of changes) {
    const fieldInstance = instances().find(({ valuePath }) => valuePath.join('.') === path);
    if (fieldInstance) form._update({ fieldInstance, value });
    await idle();
    await idle();
  }
  const held = structuredClone(form._getState().data);
  const { data, errors } = submitted(form);
  const shown = instances().map(({ valuePath }) => valuePath);
  form.destroy();
  container.remove();
  return { held, shown, data, errors };
};

window.fillInAll = async (specs) => {
  const found = [];
  for (const spec of specs) found.push(await window.fillIn(spec));
  return found;
};
