// A place: its name in words and, from a plan, a point. Answers { place: '…', point?: [x, y] }.
import { Description, Errors, Label } from '@bpmn-io/form-js-viewer';
import { t } from '../i18n/runtime.js';

export function Geo({ disabled, domId, errors = [], field, onBlur, onChange, onFocus, readonly, value }) {
  const { description, label, validate = {} } = field;
  const told = ({ target }) => {
    const place = target.value.trim() ? target.value : '';
    onChange({ value: place ? { ...value, place } : null });
  };
  const state = [ errors.length && 'fjs-has-errors', disabled && 'fjs-disabled', readonly && 'fjs-readonly' ];
  return (
    <div class={[ 'fjs-form-field', 'fjs-form-field-geo', ...state ].filter(Boolean).join(' ')}>
      <Label htmlFor={domId} label={label} required={validate.required} />
      <div class="fjs-input-group">
        <input
          class="fjs-input" type="text" id={domId} value={value?.place ?? ''}
          disabled={disabled} readOnly={readonly} required={validate.required}
          placeholder={t('e.g. street, number, gate')} maxLength={200}
          aria-invalid={errors.length > 0}
          aria-describedby={`${domId}-description ${domId}-error-message`}
          onInput={told} onBlur={() => onBlur?.()} onFocus={() => onFocus?.()}
        />
      </div>
      <Description id={`${domId}-description`} description={description} />
      <Errors id={`${domId}-error-message`} errors={errors} />
    </div>
  );
}

Geo.config = {
  type: 'geo',
  keyed: true,
  name: 'Place',
  group: 'basic-input',
  emptyValue: null,
  sanitizeValue: ({ value }) => (typeof value?.place === 'string' ? value : null),
  create: (options = {}) => ({ label: t('Place'), ...options }),
};
