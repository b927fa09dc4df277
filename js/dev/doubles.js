// A double for the widget manager and for the kernel behind the study's model.

/** As in Backbone, every attribute is set before the first `change:` event. */
export class Model {
  constructor(state) {
    this.state = state;
    this.listeners = new Map();
    this.sent = [];
    this.dirty = {};
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    this.dirty[name] = value;
    this.receive({ [name]: value });
  }
  receive(update) {
    const changed = Object.keys(update).filter((name) => !Object.is(this.state[name], update[name]));
    Object.assign(this.state, update);
    for (const name of changed) for (const call of [...(this.listeners.get(`change:${name}`) ?? [])]) call();
  }
  save_changes() {
    const saved = this.dirty;
    this.dirty = {};
    this.saved?.(saved);
  }
  send(content) {
    this.sent.push(content);
    this.told?.(content);
  }
  on(name, call) {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), call]);
  }
  off(name, call) {
    this.listeners.set(
      name,
      (this.listeners.get(name) ?? []).filter((other) => other !== call),
    );
  }
}

/** The model of a view: it refers to the study's model by its id. */
export function viewModel(study) {
  const model = new Model({ study_model: "IPY_MODEL_study" });
  model.widget_manager = { get_model: async (id) => (id === "study" ? study : undefined) };
  return model;
}
