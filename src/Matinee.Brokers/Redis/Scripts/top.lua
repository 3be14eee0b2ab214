return {'top', e, n(o), oldest(), n(v), s, g}
