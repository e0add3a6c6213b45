// Which conversations pass the filters, and which comes first. Plain functions over the lines of the lists.

export const SORTS = ["due", "waiting", "newest"]
export const FILTERS = ["urgency", "nature", "channel", "language"]
// A first reply that is due within this time counts as overdue: there is just time to act.
export const SOON = 300
// Later than every moment, so that what has no deadline stands after what has one.
const NEVER = 1e11

export const hasFilters = (choice) => Boolean(choice.overdue || FILTERS.some((name) => choice[name]))

export function passes(line, choice, now) {
  if (choice.overdue && !(line.due_at && line.due_at < now + SOON)) return false
  return FILTERS.every((name) => !choice[name] || line[name] === choice[name])
}

// Danger first, then the nearest deadline, then who waits for an answer without one, then the newest.
const KEYS = {
  due: (line) => (line.due_at ? line.due_at - (line.urgency === "critical" ? NEVER / 10 : 0) : unanswered(line, NEVER / 2)),
  waiting: (line) => (line.due_at ? line.asked_at : unanswered(line, 0)),
  newest: (line) => -line.updated_at,
}

const unanswered = (line, from) => (line.last_author === "customer" ? from + line.updated_at : NEVER - line.updated_at)

export function sorted(lines, sort) {
  const key = KEYS[sort] ?? KEYS.due
  // Equal ones keep the server's order: overnight all deadlines are the same, and then urgency and waiting time decide.
  return lines.map((line) => [key(line), line]).sort(([a], [b]) => a - b).map(([, line]) => line)
}
