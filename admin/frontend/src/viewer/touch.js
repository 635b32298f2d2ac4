// How a finger moves an enlarged diagram; one that fits leaves the finger to the page.

export function moveByFinger(viewer, host) {
  let last;
  host.addEventListener('pointerdown', ({ pointerType, clientX, clientY }) => {
    if (pointerType === 'touch' && host.classList.contains('is-zoomed')) last = { clientX, clientY };
  });
  host.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (!last) return;
    viewer.get('canvas').scroll({ dx: clientX - last.clientX, dy: clientY - last.clientY });
    last = { clientX, clientY };
  });
  for (const end of [ 'pointerup', 'pointercancel' ]) {
    host.addEventListener(end, () => { last = undefined; });
  }
}
