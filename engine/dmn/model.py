"""A DMN 1.5 model evaluator on top of feelproto.feel: DRG, boxed expressions, hit policies, services, imports, item definitions."""
from __future__ import annotations

from decimal import Decimal, localcontext
from pathlib import Path

from lxml import etree

from engine.feel import feel as F
from engine.feel.feel import CTX, MISSING, Bad, FeelSyntaxError, Function, Range, Scope, coerce_type, eq, is_type
from engine.feel.temporal import Date, DateTime, Time

BOXED = {'literalExpression', 'decisionTable', 'context', 'list', 'relation', 'invocation', 'functionDefinition', 'conditional',
         'filter', 'for', 'some', 'every'}
BASIC = {'number': ('number',), 'string': ('string',), 'boolean': ('boolean',), 'date': ('date',), 'time': ('time',),
         'dateTime': ('date and time',), 'date and time': ('date and time',), 'Any': ('Any',),
         'dayTimeDuration': ('days and time duration',), 'days and time duration': ('days and time duration',),
         'yearMonthDuration': ('years and months duration',), 'years and months duration': ('years and months duration',)}


def local(e):
    return etree.QName(e).localname if isinstance(e.tag, str) else ''


def kid(e, *names):
    return next((c for c in e if local(c) in names), None) if e is not None else None


def kids(e, *names):
    return [c for c in e if local(c) in names] if e is not None else []


def text(e, name='text'):
    k = kid(e, name)
    return (k.text or '') if k is not None else ''


class Types:
    """item definitions as a hashable bag for the compile cache"""

    def __init__(self):
        self.table, self.constraints = {}, {}


class Model:
    def __init__(self, path, others=(), seen=None):
        self.root = etree.parse(str(path)).getroot()
        self.ns = self.root.get('namespace')
        seen = seen if seen is not None else {}
        seen[self.ns] = self
        self.imports, self.by_ns = {}, seen
        for imp in kids(self.root, 'import'):
            ns = imp.get('namespace')
            if ns not in seen:
                for o in others:
                    r = etree.parse(str(o)).getroot()
                    if r.get('namespace') == ns:
                        seen[ns] = None
                        Model(o, others, seen)
                        break
            self.imports[imp.get('name')] = ns
        self.by_id, self.decisions, self.inputs, self.bkms, self.services = {}, {}, {}, {}, {}
        for e in self.root:
            if e.get('id'):
                self.by_id[e.get('id')] = e
            n = local(e)
            if n in ('decision', 'inputData', 'businessKnowledgeModel', 'decisionService'):
                {'decision': self.decisions, 'inputData': self.inputs, 'businessKnowledgeModel': self.bkms,
                 'decisionService': self.services}[n][self.name(e)] = e
        self.types = Types()
        for d in kids(self.root, 'itemDefinition'):
            self.types.table[d.get('name')] = None
        for alias, ns in self.imports.items():
            m = seen.get(ns)
            if m:
                for k, v in m.types.table.items():
                    self.types.table[f'{alias}.{k}'] = v
                    self.types.constraints[f'{alias}.{k}'] = m.types.constraints.get(k)
        for _ in range(4):  # definitions may refer to later ones
            for d in kids(self.root, 'itemDefinition'):
                self.types.table[d.get('name')] = self.item_type(d)
        for d in kids(self.root, 'itemDefinition'):
            self.types.constraints[d.get('name')] = self.constraint(d)

    @staticmethod
    def name(e):
        return ' '.join(e.get('name').split())

    # -- types
    def item_type(self, d):
        comps = kids(d, 'itemComponent')
        fi = kid(d, 'functionItem')
        if comps:
            t = ('context', {c.get('name'): self.item_type(c) for c in comps})
        elif fi is not None:
            t = ('function', [self.ref(p.get('typeRef')) for p in kids(fi, 'parameters')], None)
        else:
            tr = kid(d, 'typeRef')
            t = self.ref(tr.text if tr is not None else None)
        if d.get('isCollection') == 'true':
            t = ('list', t)
        return t

    def ref(self, name):
        if not name:
            return ('Any',)
        name = ' '.join(name.split())
        if name in self.types.table and self.types.table[name] is not None:
            return self.types.table[name]
        if ':' in name:
            name = name.split(':')[-1]
        return self.types.table.get(name) or BASIC.get(name, ('Any',))

    def constraint(self, d):
        out = []
        for tag in ('allowedValues', 'typeConstraint'):
            av = kid(d, tag)
            if av is not None and text(av).strip():
                out.append((tag, text(av), d.get('isCollection') == 'true'))
        comps = {c.get('name'): self.constraint(c) for c in kids(d, 'itemComponent')}
        comps = {k: v for k, v in comps.items() if v}
        base = kid(d, 'typeRef')
        inherited = self.types.constraints.get(base.text.strip()) if base is not None and base.text else None
        return (out, comps, inherited, d.get('isCollection') == 'true') if out or comps or inherited else None

    def allowed(self, v, c):
        if c is None or v is None:
            return True
        tests, comps, inherited, coll = c
        if inherited:
            vs = v if coll and isinstance(v, list) else [v]
            if not all(self.allowed(x, inherited) for x in vs):
                return False
        for tag, t, is_coll in tests:
            vs = v if is_coll and tag == 'allowedValues' and isinstance(v, list) else [v]
            f = F._compile_unary(t, frozenset(), self.types)
            if not all(f(Scope({'?': x})) is True for x in vs):
                return False
        if comps:
            vs = v if coll and isinstance(v, list) else [v]
            for x in vs:
                if isinstance(x, dict) and not all(self.allowed(x.get(k), cc) for k, cc in comps.items()):
                    return False
        return True

    def conform(self, v, type_ref):
        if type_ref is None or v is None:
            return v
        v = coerce_type(v, self.ref(type_ref))
        if v is None:
            return None
        return v if self.allowed(v, self.types.constraints.get(type_ref)) else None

    # -- compile
    def compile(self, src, names):
        return F._compile(src.strip(), frozenset(names), self.types)

    def boxed(self, e, names):
        n = local(e)
        f = getattr(self, 'box_' + n)(e, names)
        tr = e.get('typeRef')
        if tr and n != 'functionDefinition':
            return lambda sc: self.conform(f(sc), tr)
        return f

    def child(self, e, names):
        c = next((c for c in e if local(c) in BOXED), None)
        if c is None:
            return lambda sc: None
        return self.boxed(c, names)

    def box_literalExpression(self, e, names):
        try:
            return self.compile(text(e), names)
        except FeelSyntaxError:
            return lambda sc: None

    def box_context(self, e, names):
        names, entries, result = set(names), [], None
        for ce in kids(e, 'contextEntry'):
            var = kid(ce, 'variable')
            f = self.child(ce, names)
            if var is None:
                result = f
            else:
                k = self.name(var)
                tr = var.get('typeRef')
                entries.append((k, f, tr))
                names.add(k)

        def run(sc):
            out = {}
            inner = Scope(out, sc)
            for k, f, tr in entries:
                v = f(inner)
                out[k] = v if isinstance(v, Function) else self.conform(v, tr)
            return result(inner) if result else dict(out)
        return run

    def box_list(self, e, names):
        items = [self.boxed(c, names) for c in e if local(c) in BOXED]
        return lambda sc: [f(sc) for f in items]

    def box_relation(self, e, names):
        cols = [self.name(c) for c in kids(e, 'column')]
        rows = [[self.boxed(c, names) for c in r if local(c) in BOXED] for r in kids(e, 'row')]
        return lambda sc: [{k: f(sc) for k, f in zip(cols, r)} for r in rows]

    def box_invocation(self, e, names):
        fn = self.child(e, names)
        binds = [(self.name(kid(b, 'parameter')), self.child(b, names)) for b in kids(e, 'binding')]

        def run(sc):
            f = fn(sc)
            kw = {k: g(sc) for k, g in binds}
            if isinstance(f, Function):
                if set(kw) != set(f.params):
                    return None
                return f.call([kw[p] for p in f.params], sc.root)
            return f.named(kw, sc.root) if f is not None and hasattr(f, 'named') else None
        return run

    def box_functionDefinition(self, e, names):
        if e.get('kind') in ('Java', 'PMML'):
            return lambda sc: None
        params = [self.name(p) for p in kids(e, 'formalParameter')]
        trs = [p.get('typeRef') for p in kids(e, 'formalParameter')]
        body = self.child(e, set(names) | set(params))
        tr = e.get('typeRef')

        def run(sc):
            def wrapped(inner):
                for p, t in zip(params, trs):
                    if t and inner.vars[p] is not None:
                        v = self.conform(inner.vars[p], t)
                        if v is None:
                            return None
                        inner.vars[p] = v
                v = body(inner)
                return self.conform(v, tr) if tr and self.ref(tr)[0] != 'function' else v
            return Function(params, [None] * len(params), wrapped, sc)
        return run

    def box_conditional(self, e, names):
        c, a, b = (self.child(kid(e, n), names) for n in ('if', 'then', 'else'))

        def run(sc):
            v = c(sc)
            if v is not None and not isinstance(v, bool):
                return None
            return a(sc) if v else b(sc)
        return run

    def box_filter(self, e, names):
        src, match = self.child(kid(e, 'in'), names), self.child(kid(e, 'match'), set(names) | {'item'})

        def strict(sc):
            v = match(sc)
            if v is not None and not isinstance(v, (bool, Decimal)):
                raise Bad('not a boolean')
            return v
        f = F.Parser._filter(src, strict)

        def run(sc):
            try:
                return f(sc)
            except Bad:
                return None
        return run

    def box_for(self, e, names):
        var = e.get('iteratorVariable')
        src, body = self.child(kid(e, 'in'), names), self.child(kid(e, 'return'), set(names) | {var, 'partial'})

        def run(sc):
            out = []
            try:
                for x in F.iterate(src, None, sc):
                    sc.tick()
                    out.append(body(Scope({var: x, 'partial': list(out)}, sc)))
            except Bad:
                return None
            return out
        return run

    def _quant(self, e, names, every):
        var = e.get('iteratorVariable')
        src, body = self.child(kid(e, 'in'), names), self.child(kid(e, 'satisfies'), set(names) | {var})

        def run(sc):
            r = every
            try:
                for x in F.iterate(src, None, sc):
                    v = body(Scope({var: x}, sc))
                    if v is not None and not isinstance(v, bool):
                        return None
                    r = F.and3(r, v) if every else F.or3(r, v)
            except Bad:
                return None
            return r
        return run

    def box_some(self, e, names):
        return self._quant(e, names, False)

    def box_every(self, e, names):
        return self._quant(e, names, True)

    def box_decisionTable(self, e, names):
        hp, agg = e.get('hitPolicy') or 'UNIQUE', e.get('aggregation')
        inputs, outputs, rules = [], [], []
        for i in kids(e, 'input'):
            ie, iv = kid(i, 'inputExpression'), kid(i, 'inputValues')
            inputs.append((self.compile(text(ie), names), ie.get('typeRef'), text(iv).strip() if iv is not None else '', text(ie).strip()))
        for o in kids(e, 'output'):
            ov, de = kid(o, 'outputValues'), kid(o, 'defaultOutputEntry')
            values = text(ov).strip() if ov is not None else ''
            order = None
            if values:
                try:
                    order = self.compile('[' + values + ']', ())(Scope({}))
                except FeelSyntaxError:
                    order = None
            outputs.append((o.get('name'), o.get('typeRef'), values, order,
                            self.compile(text(de), names) if de is not None else None))
        for r in kids(e, 'rule'):
            tests = [F._compile_unary(text(c).strip() or '-', frozenset(names), self.types) for c in kids(r, 'inputEntry')]
            outs = [self.box_literalExpression(c, names) if text(c).strip() else (lambda sc: None) for c in kids(r, 'outputEntry')]
            rules.append((tests, outs))

        def run(sc):
            vals = []
            for f, tr, allowed, src in inputs:
                v = f(sc)
                if tr:
                    v = self.conform(v, tr)
                if allowed and not F._compile_unary(allowed, frozenset(), self.types)(Scope({'?': v}, sc)):
                    return None
                vals.append(v)
            hits = []
            for tests, outs in rules:
                sc.tick()
                if all(t(Scope({'?': v}, sc)) for t, v in zip(tests, vals)):
                    hits.append(outs)
                    if hp == 'FIRST':
                        break
            if not hits:
                if any(o[4] for o in outputs):
                    d = [o[4](sc) if o[4] else None for o in outputs]
                    return d[0] if len(outputs) == 1 else {o[0]: v for o, v in zip(outputs, d)}
                return [] if False else None

            def row(outs):
                vs = []
                for f, o in zip(outs, outputs):
                    v = f(sc)
                    if o[1]:
                        v = self.conform(v, o[1])
                    if o[2] and v is not None and not F._compile_unary(o[2], frozenset(), self.types)(Scope({'?': v}, sc)):
                        v = None
                    vs.append(v)
                return vs[0] if len(outputs) == 1 else {o[0]: v for o, v in zip(outputs, vs)}
            res = [row(h) for h in hits]
            if hp == 'UNIQUE':
                return res[0] if len(res) == 1 else None
            if hp == 'ANY':
                return res[0] if all(eq(r, res[0]) is True for r in res) else None
            if hp == 'FIRST':
                return res[0]
            if hp in ('PRIORITY', 'OUTPUT ORDER'):
                def rank(r):
                    k = []
                    for o in outputs:
                        v = r if len(outputs) == 1 else r[o[0]]
                        k.append(next((i for i, x in enumerate(o[3] or []) if eq(x, v) is True), 10 ** 6))
                    return k
                res.sort(key=rank)
                return res[0] if hp == 'PRIORITY' else res
            if hp == 'COLLECT' and agg:
                b = F.BUILTINS[{'SUM': 'sum', 'COUNT': 'count', 'MIN': 'min', 'MAX': 'max'}[agg]]
                return b.call([res], sc.root)
            return res
        return run

    # -- requirements
    def target(self, href):
        ns, _, i = href.rpartition('#')
        m = self if not ns or ns == self.ns else self.by_ns.get(ns)
        return m, m.by_id[i]

    def alias(self, m):
        return next((a for a, ns in self.imports.items() if ns == m.ns), None)

    def bind(self, env, m, name, value):
        if m is self:
            env[name] = value
        else:
            a = self.alias(m)
            if a:
                env.setdefault(a, {})[name] = value
            else:
                env[name] = value

    def environment(self, e, state):
        """the variables that the requirements of a decision / BKM bring into scope"""
        env = {}
        for req in kids(e, 'informationRequirement'):
            r = kid(req, 'requiredDecision', 'requiredInput')
            m, t = self.target(r.get('href'))
            if local(t) == 'decision':
                self.bind(env, m, m.name(t), m.decision(m.name(t), state))
            else:
                self.bind(env, m, m.name(t), m.input(m.name(t), state))
        for req in kids(e, 'knowledgeRequirement'):
            m, t = self.target(kid(req, 'requiredKnowledge').get('href'))
            self.bind(env, m, m.name(t), m.knowledge(t, state))
        return env

    def input(self, name, state):
        v = state['inputs'].get((self.ns, name), MISSING)
        if v is MISSING:
            v = state['inputs'].get((None, name))
        var = kid(self.inputs[name], 'variable')
        return self.conform(v, var.get('typeRef') if var is not None else None)

    def knowledge(self, t, state):
        if local(t) == 'decisionService':
            return self.service_function(t, state)
        k = ('bkm', self.ns, self.name(t))
        if k not in state['cache']:
            env = {}
            state['cache'][k] = None
            el = kid(t, 'encapsulatedLogic')
            env.update(self.environment(t, state))
            root = Scope(env, None, steps=state['steps'])
            if el is None:
                state['cache'][k] = None
            else:
                state['cache'][k] = self.box_functionDefinition(el, set(env) | F.names_of(env) | {self.name(t)})(root)
                env[self.name(t)] = state['cache'][k]
                var = kid(t, 'variable')
                tr = var.get('typeRef') if var is not None else None
                fn = state['cache'][k]
                if tr and fn is not None and self.ref(tr)[0] != 'function':
                    body = fn.body
                    fn.body = lambda sc: self.conform(body(sc), tr)
        return state['cache'][k]

    def service_function(self, t, state):
        params, names = [], []
        for tag in ('inputData', 'inputDecision'):
            for r in kids(t, tag):
                m, x = self.target(r.get('href'))
                names.append((m, m.name(x), local(x)))
                params.append(m.name(x))

        def body(sc):
            return self.run_service(t, [sc.vars[p] for p in params], names, state)
        return Function(params, [None] * len(params), body, Scope({}))

    def run_service(self, t, values, names, state):
        sub = {'inputs': {}, 'decisions': {}, 'cache': {}, 'steps': state['steps']}
        for (m, n, kind), v in zip(names, values):
            if kind == 'decision':
                var = kid(m.decisions[n], 'variable')
                tr = var.get('typeRef') if var is not None else None
                c = m.conform(v, tr)
                if c is None and v is not None:
                    return None
                sub['decisions'][(m.ns, n)] = c
            else:
                sub['inputs'][(m.ns, n)] = v
        outs = [self.target(r.get('href')) for r in kids(t, 'outputDecision')]
        res = [(m.name(d), m.decision(m.name(d), sub)) for m, d in outs]
        v = res[0][1] if len(res) == 1 else dict(res)
        var = kid(t, 'variable')
        return self.conform(v, var.get('typeRef')) if var is not None else v

    def decision(self, name, state):
        k = (self.ns, name)
        if k not in state['decisions']:
            e = self.decisions[name]
            env = self.environment(e, state)
            expr = next((c for c in e if local(c) in BOXED), None)
            if expr is None:
                v = None
            else:
                f = self.boxed(expr, set(env) | F.names_of(env))
                v = f(Scope(env, None, steps=state['steps']))
            var = kid(e, 'variable')
            if var is not None and not isinstance(v, Function):
                v = self.conform(v, var.get('typeRef'))
            state['decisions'][k] = v
        return state['decisions'][k]

    def run(self, name, inputs, service=None, steps=200_000):
        with localcontext(CTX):
            state = {'inputs': {}, 'decisions': {}, 'cache': {}, 'steps': steps}
            for k, v in inputs.items():
                state['inputs'][(None, k)] = v
            if service:
                t = self.services[service]
                names, values = [], []
                for tag in ('inputData', 'inputDecision'):
                    for r in kids(t, tag):
                        m, x = self.target(r.get('href'))
                        names.append((m, m.name(x), local(x)))
                        values.append(inputs.get(m.name(x)))
                v = self.run_service(t, values, names, state)
                if isinstance(v, dict) and len(kids(t, 'outputDecision')) > 1:
                    return v.get(name, v)
                return v
            if name not in self.decisions and name in self.services:
                return self.run(name, inputs, name)
            return self.decision(name, state)
