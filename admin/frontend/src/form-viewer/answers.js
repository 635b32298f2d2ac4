// How answers and files travel: the answers as JSON in the field `payload`, each file as an upload
// under the reference (files::…) that stands for it in the answers.

export function carry(page, data, files) {
  field(page, 'payload').value = JSON.stringify(data);
  page.querySelectorAll('[data-carried]').forEach((input) => input.remove());
  for (const [ reference, list ] of files) page.append(upload(reference, list));
}

function field(page, name) {
  const found = page.querySelector(`input[name="${name}"]`);
  if (found) return found;
  const made = Object.assign(document.createElement('input'), { type: 'hidden', name });
  page.append(made);
  return made;
}

function upload(reference, files) {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', name: reference, multiple: true, hidden: true });
  input.dataset.carried = '';
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  input.files = transfer.files;
  return input;
}
