// Where a page may show a diagram: bpmn-js is fetched when the reader comes near it.
//
// <div data-viewer data-xml="/…/diagram.bpmn" data-state="ID"></div>
// <script type="application/json" id="ID">{"tokens": {"Task_1": 1}, "done": ["Start"], "errors": []}</script>
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './viewer.css';

const NEAR = '400px';

const hosts = [ ...document.querySelectorAll('[data-viewer]') ];

const draw = async (host) => {
  near.unobserve(host);
  const { show } = await import('./drawing.js');
  await show(host);
};

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) draw(target);
}, { rootMargin: NEAR });

hosts.forEach((host) => near.observe(host));
