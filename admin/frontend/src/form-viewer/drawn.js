// A form-js form that draws our fields and whose expressions are answered as the server would.
import { Form } from '@bpmn-io/form-js-viewer';
import { Translation } from '../i18n/runtime.js';
import { OwnFields } from './fields.js';
import { judgement, questioned } from './judgement.js';

/** Draw a form; rejects when the schema cannot be shown. `known` is the server's own data. */
export async function drawn({ schema, data = {}, known = data }, container) {
  const additionalModules = [ Translation, OwnFields, judgement(schema, known) ];
  const form = new Form({ container, additionalModules });
  await form.importSchema(questioned(schema), data);
  return form;
}

/** What a form would send, with what form-js finds wrong; form-js forgets rows that ask nothing. */
export function submitted(form) {
  const judge = form.get('conditionChecker');
  judge.applyConditions(form._getState().data);
  forgetHidden(form.get('formFieldInstanceRegistry'), judge.settled);
  const { data, errors, files } = form.submit();
  return { data: judge.settled.withRows(data), errors, files };
}

/** form-js keeps asking for a field that was hidden again before it was painted. */
function forgetHidden(registry, settled) {
  for (const { instanceId, valuePath } of registry.getAllKeyed()) {
    if (!settled.countsAt(valuePath)) registry.cleanupInstance(instanceId);
  }
}
