// Field types of our own, known to form-js under their names.
import { Geo } from './geo.jsx';

class Registration {
  constructor(formFields) {
    for (const type of [ Geo ]) formFields.register(type.config.type, type);
  }
}
Registration.$inject = [ 'formFields' ];

export const OwnFields = { __init__: [ 'ownFields' ], ownFields: [ 'type', Registration ] };
