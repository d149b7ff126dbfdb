"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const svgNamespace = "http://www.w3.org/2000/svg";

  // All text is set as text: nothing of the data is ever parsed as HTML.
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined) {
        made.setAttribute(key, value);
      }
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function shape(name, attributes, ...children) {
    const made = document.createElementNS(svgNamespace, name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  const numbers = new Intl.NumberFormat("en");
  const parts = new Intl.DateTimeFormat("en-US", { day: "numeric", month: "short", year: "numeric" });
  const day = {
    format: (date) => {
      const named = Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]));
      return `${named.day} ${named.month} ${named.year}`;
    }
  };
  const second = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "long" });
  const count = (number, one, many) => `${numbers.format(number)} ${number === 1 ? one : many}`;

  function time(instant, format) {
    return element("time", { datetime: instant }, format.format(new Date(instant)));
  }

  function duration(millis) {
    if (millis < 1000) {
      return `${numbers.format(millis)} ms`;
    }
    const seconds = millis / 1000;
    if (seconds < 60) {
      return `${seconds.toFixed(1)} s`;
    }
    const minutes = Math.floor(seconds / 60);
    return (minutes < 60) ? `${minutes} min ${Math.floor(seconds % 60)} s`
      : `${numbers.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
  }

  const revisions = data.revisions;
  const places = new Map(revisions.map((revision, index) => [revision.revision, index]));
  // the place of what is squashed is that of its squash
  revisions.forEach((revision, index) => revision.replaces.filter((id) => !places.has(id)).forEach((id) => places.set(id, index)));
  const notices = new Map();
  data.findings.forEach((finding) => notices.set(finding.revision, finding.kind));
  const longest = Math.max(1, ...revisions.map((revision) => (revision.run && revision.run.millis) || 0));
  const kinds = { EDITED: "edited", UNKNOWN: "unknown", REDUNDANT: "redundant row", LOG: "log differs",
    INTERRUPTED: "interrupted", UNFINISHED: "unfinished" };
  const rows = [];
  const entries = new Map();

  // ---- the state of the database ----

  function verdictOfTenants(tenants) {
    const some = (matching, one, many, text) => {
      const matched = tenants.filter(matching).length;
      return (matched > 0) ? `${numbers.format(matched)} of ${count(tenants.length, `tenant ${one}`, `tenants ${many}`)} ${text}` : null;
    };
    const bad = some((tenant) => tenant.error, "cannot", "cannot", "be read")
      || some((tenant) => tenant.unfinished.length > 0, "has", "have", "a revision that is done in part");
    if (bad) {
      return ["bad", bad];
    }
    const wait = some((tenant) => tenant.unknown.length > 0, "has", "have", "revisions that this build does not have")
      || some((tenant) => tenant.pending.length > 0, "is", "are", "behind this build");
    return wait ? ["wait", wait]
      : ["done", `${count(tenants.length, "tenant has", "tenants have")} all revisions of this build`];
  }

  function verdict() {
    if (data.error) {
      return ["bad", `The database cannot be read (${data.error})`];
    }
    if (data.tenants) {
      return verdictOfTenants(data.tenants);
    }
    if (!data.asked) {
      return ["", "The database was not asked"];
    }
    if (data.unfinished.length > 0) {
      return ["bad", `${count(data.unfinished.length, "revision is", "revisions are")} done in part`];
    }
    if (data.unknown.length > 0) {
      return ["wait", "The database has revisions that this build does not have"];
    }
    return (data.pending.length > 0)
      ? ["wait", `The database is ${count(data.pending.length, "revision", "revisions")} behind this build`]
      : ["done", "The database has all revisions of this build"];
  }

  function link(id) {
    return places.has(id) ? element("a", { class: "id", href: `#r-${id}` }, id) : element("span", { class: "id" }, id);
  }

  const mostLinks = 6;

  function links(ids) {
    const more = (ids.length > mostLinks) ? [` and ${numbers.format(ids.length - mostLinks)} more`] : [];
    return ids.slice(0, mostLinks).flatMap((id, index) => (index > 0) ? [", ", link(id)] : [link(id)]).concat(more);
  }

  function fact(list, name, ...value) {
    list.append(element("div", {}, element("dt", {}, name), element("dd", {}, ...value)));
  }

  function drawState() {
    const [style, text] = verdict();
    const place = [data.application, data.server].filter(Boolean).join(" · ");
    byId("place").textContent = place;
    byId("place").hidden = !place;
    byId("verdict").textContent = text;
    byId("verdict").className = `verdict ${style}`;
    const facts = byId("facts");
    if (data.asked && !data.tenants) {
      fact(facts, "Database at", ...(data.current.length > 0 ? links(data.current) : ["base, nothing is applied"]));
    }
    fact(facts, data.heads.length === 1 ? "Head of this build" : "Heads of this build",
      ...(data.heads.length > 0 ? links(data.heads) : ["none"]));
    fact(facts, "Revisions", numbers.format(revisions.length));
    if (data.asked && !data.tenants) {
      fact(facts, "Pending", numbers.format(data.pending.length));
    }
    const millis = revisions.reduce((sum, revision) => sum + ((revision.run && revision.run.millis) || 0), 0);
    if (millis > 0) {
      fact(facts, "Duration of all", duration(millis));
    }
  }

  function notice(revision, what, remedy) {
    const [first, ...more] = what.split("\n");
    const at = places.has(revision) ? first.indexOf(revision) : -1;
    const text = (at < 0) ? [first] : [first.slice(0, at), link(revision), first.slice(at + revision.length)];
    byId("notice-list").append(element("li", {},
      element("p", {}, ...text),
      more.length > 0 ? element("code", { class: "more" }, more.join("\n")) : null,
      remedy ? element("p", { class: "remedy" }, remedy) : null));
    byId("notices").hidden = false;
  }

  function drawNotices() {
    data.findings.forEach((finding) => notice(finding.revision, finding.message, finding.remedy));
    data.drift.forEach((difference) => notice(null, `The schema differs from the model: ${difference}`,
      "Write a revision with 'migrations revision --autogenerate', or undo what was changed by hand."));
    if (!data.tenants) {
      return;
    }
    byId("tenants").hidden = false;
    data.tenants.forEach((tenant) => byId("tenant-list").append(element("li", {},
      element("span", { class: "name" }, tenant.schema),
      element("span", { class: "state" }, ...(tenant.error ? []
        : tenant.current.length > 0 ? ["at ", ...links(tenant.current)] : ["base"])),
      tenant.error ? element("span", { class: "bad" }, `cannot be read (${tenant.error})`)
        : tenant.pending.length > 0 ? element("span", { class: "wait" }, `${numbers.format(tenant.pending.length)} pending`) : null,
      tenant.unknown.length > 0 ? element("span", { class: "wait" }, `unknown: ${tenant.unknown.join(", ")}`) : null,
      ...tenant.unfinished.map((half) => element("span", { class: "bad" }, `${half.revision}: ${half.direction} unfinished`)))));
  }

  // ---- the graph ----

  const narrow = window.matchMedia("(max-width: 760px)").matches;
  const spacing = Math.min(16, (narrow ? 72 : 112) / Math.max(1, data.lanes));
  const radius = Math.min(5, spacing * 0.36);
  const middle = 22.5;
  const bottom = 45;
  const x = (lane) => 9 + lane * spacing;
  const colour = (lane) => `l${lane % 6}`;

  // Lines that go on below a row's first 45 pixels are as high as the row: they grow with its details.
  function graph(revision) {
    const edges = [];
    const edge = (lane, pending, path) => edges.push(shape("path",
      { class: `edge ${colour(lane)}${pending ? " pending" : ""}`, d: path }));
    const below = (lane, pending, from) => edges.push(shape("line",
      { class: `edge ${colour(lane)}${pending ? " pending" : ""}`, x1: x(lane), x2: x(lane), y1: from, y2: "100%" }));
    const own = x(revision.lane);
    for (const [lane, pending] of revision.passing) {
      below(lane, pending, 0);
    }
    for (const [lane, pending] of revision.above) {
      edge(lane, pending, (lane === revision.lane) ? `M${own} 0V${middle}`
        : `M${x(lane)} 0C${x(lane)} ${middle * 0.7} ${own} ${middle * 0.3} ${own} ${middle}`);
    }
    for (const [lane, pending] of revision.below) {
      if (lane === revision.lane) {
        below(lane, pending, middle);
      }
      else {
        edge(lane, pending, `M${own} ${middle}C${own} ${middle * 1.7} ${x(lane)} ${middle * 1.3} ${x(lane)} ${bottom}`);
        below(lane, pending, bottom);
      }
    }
    const node = shape("circle", { class: `node ${colour(revision.lane)} ${state(revision)}`, cx: own, cy: middle, r: radius });
    const ring = revision.current ? [shape("circle", { class: "ring", cx: own, cy: middle, r: radius + 3.5 })] : [];
    return shape("svg", { class: "graph", "aria-hidden": "true", focusable: "false" }, ...edges, node, ...ring);
  }

  function state(revision) {
    return (revision.applied === null) ? "plain" : revision.applied ? "applied" : "pending";
  }

  // ---- the list ----

  function tag(text, style) {
    return element("span", { class: `tag ${style || ""}` }, text);
  }

  function tags(revision) {
    const half = data.unfinished.find((one) => one.revision === revision.revision);
    return [
      revision.current ? tag("database is here", "here") : null,
      (revision.applied === false && !half) ? tag("pending", "wait") : null,
      half ? tag(`${half.direction} unfinished`, "bad") : null,
      notices.has(revision.revision) && !half ? tag(kinds[notices.get(revision.revision)], "bad") : null,
      revision.head ? tag("head") : null,
      revision.downRevisions.length > 1 ? tag("merge") : null,
      revision.replaces.length > 0 ? tag("squashed") : null,
      ...revision.labels.map((label) => tag(label))
    ];
  }

  function row(revision, index) {
    const run = revision.run || {};
    const took = (typeof run.millis === "number") ? [element("span", { class: "track", "aria-hidden": "true" }, element("span")),
      element("span", { class: "unseen" }, "took "), element("span", { class: "millis" }, duration(run.millis))] : [];
    if (took.length > 0) {
      took[0].firstChild.style.width = `${100 * run.millis / longest}%`;
    }
    const head = element("button", {
      class: "head", type: "button", "aria-expanded": "false", tabindex: "-1"
    },
      element("span", { class: "title" },
        element("span", { class: "text" }, revision.message.split("\n", 1)[0] || "no message"), ...tags(revision)),
      element("span", { class: "took" }, ...took),
      element("span", { class: "when" }, ...(revision.appliedAt
        ? [element("span", { class: "unseen" }, "applied "), time(revision.appliedAt, day)] : [])),
      element("span", { class: "id" }, revision.revision));
    const item = element("div", { class: `revision ${state(revision)}`, id: `r-${revision.revision}`, role: "listitem" }, head);
    const entry = { revision, item, head, index, panel: null, text: null, drawn: false };
    entries.set(item, entry);
    rows.push(entry);
  }

  function add(list, name, ...value) {
    if (value.length > 0 && value[0] !== null && value[0] !== undefined && value[0] !== "") {
      list.append(element("dt", {}, name), element("dd", {}, ...value));
    }
  }

  function sql(panel, direction, script) {
    if (!script) {
      return;
    }
    const title = [direction, script.options].filter(Boolean).join(" ");
    if (script.text) {
      panel.append(element("h3", {}, title), element("pre", { tabindex: "0", role: "region", "aria-label": title },
        element("code", {}, script.text)));
    }
    else {
      panel.append(element("p", { class: "note" }, `${title}: ${script.note}`));
    }
  }

  function build(entry) {
    const { revision } = entry;
    const panel = element("div", { class: "panel", id: `d-${revision.revision}` });
    const run = revision.run || {};
    const list = element("dl");
    if (revision.message.includes("\n")) {
      panel.append(element("p", { class: "message" }, revision.message));
    }
    add(list, "Revision", element("span", { class: "id" }, revision.revision));
    add(list, revision.downRevisions.length > 1 ? "Merges" : "Builds on",
      ...(revision.downRevisions.length > 0 ? links(revision.downRevisions) : ["nothing, it is a base"]));
    add(list, "Depends on", ...links(revision.dependsOn));
    add(list, "Next", ...links(revision.children));
    add(list, "Replaces", revision.replaces.length > 0 ? element("span", { class: "id" }, revision.replaces.join(", ")) : null);
    add(list, "Branches", revision.branches.join(", "));
    add(list, "Created", revision.created ? time(revision.created, second) : null);
    add(list, { stamped: "Stamped", repaired: "Accepted" }[run.outcome] || "Applied",
      revision.appliedAt ? time(revision.appliedAt, second) : null);
    add(list, "Took", typeof run.millis === "number" ? duration(run.millis) : null);
    add(list, "By", [run.login, run.host && `on ${run.host}`].filter(Boolean).join(" "));
    add(list, "Application", [run.application, run.applicationVersion].filter(Boolean).join(" "));
    add(list, "File", element("code", {}, revision.path));
    panel.append(list);
    sql(panel, "Upgrade", revision.upgrade);
    sql(panel, "Downgrade", revision.downgrade);
    entry.head.setAttribute("aria-controls", panel.id);
    entry.item.append(panel);
    entry.panel = panel;
  }

  function open(entry, opened) {
    if (!entry.panel) {
      build(entry);
    }
    entry.panel.hidden = !opened;
    entry.head.setAttribute("aria-expanded", String(opened));
  }

  // ---- search and filter ----

  const filters = [
    ["all", "All", () => true],
    ["applied", "Applied", (revision) => revision.applied === true],
    ["pending", "Pending", (revision) => revision.applied === false],
    ["heads", "Heads", (revision) => revision.head],
    ["attention", "Attention", (revision) => notices.has(revision.revision)]
  ];
  let chosen = "all";

  function drawFilters() {
    for (const [value, name, test] of filters) {
      const number = revisions.filter(test).length;
      if (value !== "all" && number === 0) {
        continue;
      }
      const input = element("input", { type: "radio", name: "show", value });
      input.checked = value === "all";
      input.addEventListener("change", () => {
        chosen = value;
        apply();
      });
      byId("filter").append(element("label", {}, input, name, element("span", { class: "number" }, numbers.format(number))));
    }
  }

  function text(entry) {
    if (entry.text === null) {
      const { revision } = entry;
      entry.text = [revision.message, revision.revision, revision.path, ...revision.branches, ...revision.replaces,
        (revision.upgrade && revision.upgrade.text) || "", (revision.downgrade && revision.downgrade.text) || ""]
        .join("\n").toLowerCase();
    }
    return entry.text;
  }

  // Rows are laid out and drawn by the chunk, and their graphs exist once they come near: there may be thousands.
  const rowsOfAChunk = 40;
  let visible = [];

  const near = new IntersectionObserver((changes) => {
    for (const change of changes.filter((one) => one.isIntersecting)) {
      near.unobserve(change.target);
      drawGraphs(change.target);
    }
  }, { rootMargin: "1200px 0px" });

  function drawGraphs(chunk) {
    for (const item of chunk.children) {
      const entry = entries.get(item);
      if (!entry.drawn) {
        item.prepend(graph(entry.revision));
        entry.drawn = true;
      }
    }
  }

  function show() {
    near.disconnect();
    const chunks = [];
    for (let start = 0; start < visible.length; start += rowsOfAChunk) {
      const part = visible.slice(start, start + rowsOfAChunk);
      const chunk = element("div", { class: "chunk" }, ...part.map((entry) => entry.item));
      chunk.style.setProperty("--rows", part.length);
      chunks.push(chunk);
    }
    byId("revisions").replaceChildren(...chunks);
    chunks.forEach((chunk) => near.observe(chunk));
  }

  function apply() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const test = filters.find(([value]) => value === chosen)[2];
    const found = rows.filter((entry) => test(entry.revision) && words.every((word) => text(entry).includes(word)));
    if (found.length !== visible.length || found.some((entry, index) => entry !== visible[index])) {
      visible = found;
      show();
    }
    byId("revisions").classList.toggle("filtered", visible.length < rows.length);
    byId("count").textContent = (visible.length < rows.length)
      ? `${numbers.format(visible.length)} of ${count(rows.length, "revision", "revisions")}` : count(rows.length, "revision", "revisions");
    byId("none").hidden = visible.length > 0;
    byId("none").textContent = (rows.length > 0) ? "No revision matches." : "There are no revisions.";
    if (!active || !active.item.isConnected) {
      activate(visible[0] || null);
    }
  }

  // ---- keyboard: the list is one stop of the Tab key, arrows move in it ----

  let active = null;

  function activate(entry) {
    if (active) {
      active.head.tabIndex = -1;
    }
    active = entry;
    if (active) {
      active.head.tabIndex = 0;
    }
  }

  function go(index) {
    const entry = visible[Math.max(0, Math.min(visible.length - 1, index))];
    if (entry) {
      activate(entry);
      entry.head.focus({ preventScroll: true });
      entry.item.scrollIntoView({ block: "nearest" });
    }
  }

  const moves = { ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, PageDown: (at) => at + 10, PageUp: (at) => at - 10,
    Home: () => 0, End: () => Infinity };

  byId("revisions").addEventListener("keydown", (event) => {
    const head = event.target.closest(".head");
    if (head && moves[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      go(moves[event.key](visible.indexOf(active)));
    }
    else if (event.key === "Escape" && !head && active) {
      active.head.focus();
    }
  });
  byId("revisions").addEventListener("focusin", (event) => {
    const head = event.target.closest(".head");
    if (head && (!active || active.head !== head)) {
      activate(entries.get(head.parentElement));
    }
  });
  byId("revisions").addEventListener("click", (event) => {
    const head = event.target.closest(".head");
    if (head) {
      const entry = entries.get(head.parentElement);
      activate(entry);
      open(entry, head.getAttribute("aria-expanded") === "false");
    }
  });
  byId("search").addEventListener("input", apply);
  byId("bar").addEventListener("submit", (event) => {
    event.preventDefault();
    go(0);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, pre")) {
      event.preventDefault();
      byId("search").focus();
    }
    else if (event.key === "Escape" && event.target === byId("search")) {
      byId("search").value = "";
      apply();
    }
  });

  // ---- links to a revision ----

  function follow() {
    const index = places.get(location.hash.replace(/^#r-/, ""));
    if (index === undefined) {
      return;
    }
    const entry = rows[index];
    if (!entry.item.isConnected) {
      byId("search").value = "";
      document.querySelector("#filter input").click();
      apply();
    }
    open(entry, true);
    activate(entry);
    entry.head.focus({ preventScroll: true });
    entry.item.scrollIntoView({ block: "center" });
  }
  document.addEventListener("click", (event) => {
    const target = event.target.closest("a[href^='#r-']");
    if (target && target.getAttribute("href") === location.hash) {
      event.preventDefault();
      follow();
    }
  });
  window.addEventListener("hashchange", follow);
  window.addEventListener("beforeprint", () => document.querySelectorAll(".chunk").forEach(drawGraphs));

  // ---- the foot ----

  function legend(text, ...shapes) {
    byId("legend").append(element("li", {}, shape("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, ...shapes), text));
  }

  function drawFoot() {
    if (data.asked && !data.tenants) {
      legend("applied", shape("circle", { class: "node l0 applied", cx: 9, cy: 9, r: 5 }));
      legend("pending", shape("circle", { class: "node l0", cx: 9, cy: 9, r: 5 }));
      legend("the database is here", shape("circle", { class: "node l0 applied", cx: 9, cy: 9, r: 4.5 }),
        shape("circle", { class: "ring", cx: 9, cy: 9, r: 8 }));
    }
    byId("made").append("Made ", time(data.made, second));
  }

  drawState();
  drawNotices();
  drawFilters();
  byId("revisions").style.setProperty("--graph", `${x(Math.max(0, data.lanes - 1)) + 9}px`);
  revisions.forEach(row);
  apply();
  drawFoot();
  follow();
})();
