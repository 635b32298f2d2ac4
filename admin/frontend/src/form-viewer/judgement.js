// form-js asks these services what expressions give; they answer from the settled answers, so that
// the browser shows, hides and limits exactly what the server does.
//
// form-js by itself reads a condition as a test of a decision table, where null hides; lets a
// hidden field keep its first value for other conditions; and evaluates chains only two deep.
import { evaluate } from '@bpmn-io/feelin';
import { settle } from './settling.js';

const FEEL = [ 'readonly', 'valuesExpression', 'dataSource' ];
const LIMITS = [ 'min', 'max', 'minLength', 'maxLength' ];

/** The modules with which form-js shows a schema; `known` is the server's own data. */
export function judgement(schema, known) {
  const judge = new Judge(schema.components, known);
  return {
    conditionChecker: [ 'value', judge ],
    expressionLanguage: [ 'value', judge ],
    templating: [ 'value', { isTemplate: () => false } ],
  };
}

/** The schema as form-js gets it: each expression is a question to the judge. */
export function questioned(schema) {
  return { ...schema, components: level(schema.components) };
}

function level(components) {
  return components.filter(({ type }) => type !== 'expression').map((component) => {
    const { id } = component, asked = { ...component };
    for (const one of FEEL) if (isFeel(asked[one])) asked[one] = question(id, asked[one]);
    if (asked.validate) {
      asked.validate = { ...asked.validate };
      for (const one of LIMITS) {
        if (isFeel(asked.validate[one])) asked.validate[one] = question(id, asked.validate[one]);
      }
    }
    if (isFeel(asked.conditional?.hide)) asked.conditional = { hide: question(id, HIDE) };
    if (asked.components) asked.components = level(asked.components);
    return asked;
  });
}

const HIDE = '=hide';
const isFeel = (text) => typeof text === 'string' && text.startsWith('=');
const question = (id, text) => `=${JSON.stringify([ id, text ])}`;

class Judge {
  constructor(components, known) {
    Object.assign(this, { components, known });
  }

  /** The data as expressions see it; form-js asks for it before it draws. */
  applyConditions(data) {
    this.settled = settle(this.components, data, this.known, feel);
    return this.settled.data;
  }

  isExpression(value) {
    return isFeel(value);
  }

  getVariableNames() {
    return [];
  }

  evaluate(asked, { i }) {
    const [ id, text ] = JSON.parse(asked.slice(1));
    return text === HIDE ? this.settled.isHidden(id, i) : this.settled.valueAt(id, i, text);
  }

  evaluateUnaryTest(asked, context) {
    return isFeel(asked) ? this.evaluate(asked, context) === true : null;
  }
}

function feel(text, context) {
  try {
    return evaluate(text, context).value ?? null;
  } catch {
    return null;
  }
}
