// A group or repeat may be asked or not because of what is in it: `./source = 'user'`. The rows in it on which
// its relevance depends, its premises, are settled before it as if it were asked; then it drops their answers
// if it is not (forms/logic/order.py). So between two runs they hold their final answers, and what they held
// for its relevance is kept here: it comes back as soon as one of them, or the group, is to be settled again.

export class Premises {
  constructor(logic) {
    this.logic = logic;
    this.open = new Set(); // the groups whose premises stand as if they were asked
    this.groups = new Map(); // by row: the groups of which it is a premise, the outermost first, and itself
    logic.nodes.forEach((node, group) => {
      for (const row of node.premises ?? []) this.groupsOf(row).push(group);
      if (node.premises) this.groupsOf(group).push(group);
    });
    this.kept = logic.nodes.map((node) => node.premises && new WeakMap()); // by group and instance: {asked, value} by row
  }

  groupsOf(row) {
    if (!this.groups.has(row)) this.groups.set(row, []);
    return this.groups.get(row);
  }

  has(row) {
    return this.groups.has(row);
  }

  // The nearest group or repeat around a row of which it is no premise.
  containerOf(row) {
    const { nodes } = this.logic;
    let container = nodes[row].container;
    while (container !== undefined && this.groups.get(row)?.includes(container)) container = nodes[container].container;
    return container;
  }

  // A row is to be settled: what its groups' relevance reads stands again as if they were asked.
  assume(row) {
    for (const group of this.groups.get(row) ?? []) {
      if (this.open.has(group)) continue;
      this.open.add(group);
      for (const [instance, premise] of this.premisesOf(group)) {
        const kept = this.kept[group].get(instance)?.get(premise);
        if (!kept) continue;
        instance.asked.set(premise, kept.asked);
        this.logic.put(instance, premise, kept.value);
      }
      this.logic.mark(group);
    }
  }

  // A group is settled: its premises stand as they are now.
  conclude(group) {
    if (!this.open.delete(group)) return;
    for (const [instance, premise] of this.premisesOf(group)) {
      const asked = instance.asked.get(premise);
      const value = instance.answers[this.logic.nodes[premise].key];
      this.keep(group, instance).set(premise, { asked, value });
      if (!this.isAsked(group, instance)) {
        instance.asked.set(premise, false);
        this.logic.put(instance, premise, undefined);
      }
      this.logic.spread(instance, premise);
    }
  }

  keep(group, instance) {
    const byInstance = this.kept[group];
    if (!byInstance.has(instance)) byInstance.set(instance, new Map());
    return byInstance.get(instance);
  }

  isAsked(group, instance) {
    let around = instance;
    while (around.scope !== this.logic.nodes[group].scope) around = around.parent;
    return around.asked.get(group);
  }

  *premisesOf(group) {
    for (const premise of this.logic.nodes[group].premises)
      for (const instance of this.logic.byScope[this.logic.nodes[premise].scope]) yield [instance, premise];
  }
}
